/* The module `index.analysis.native`: the table of chunks, and what they give laid out. */

#ifndef NATIVE_H
#define NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

PyObject *table_type(void);
PyObject *laid_out(PyObject *self, PyObject *const *given, Py_ssize_t count);

#endif
