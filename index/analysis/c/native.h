/* The module `index.analysis.native`: the table of chunks, what they give laid out, and what is asked of all words. */

#ifndef NATIVE_H
#define NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* An array of numbers as it was given. */
typedef struct {
    Py_buffer buffer;
    Py_ssize_t count;
} Given;

PyObject *table_type(void);
int take(PyObject *object, size_t width, Given *given); /* numbers of so many bytes; 0 and an error if they are none */
PyObject *laid_out(PyObject *self, PyObject *const *given, Py_ssize_t count);
PyObject *openings(PyObject *self, PyObject *const *given, Py_ssize_t count);
PyObject *smallest(PyObject *self, PyObject *const *given, Py_ssize_t count);

#endif
