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

/* A run of letters and digits in a core. */
typedef struct {
    uint16_t at, size;
} Run;

#define RUNS 256

uint8_t small_of(uint8_t c); /* ASCII; a capital becomes a small letter */
/* Put the characters start..end into `core` if they are one (`bare_core` in parts.py); return their number, else 0. */
size_t bare_core(int kind, const void *text, Py_ssize_t start, Py_ssize_t end, uint8_t *core);
/* Put the runs of a core into `runs` if it gives what they give (`plain_pieces`); return how many, else 0. */
int plain_pieces(const uint8_t *core, size_t size, const uint8_t *is_edge, Run *runs);

PyObject *table_type(void);
int take(PyObject *object, size_t width, Given *given); /* numbers of so many bytes; 0 and an error if they are none */
PyObject *laid_out(PyObject *self, PyObject *const *given, Py_ssize_t count);
PyObject *openings(PyObject *self, PyObject *const *given, Py_ssize_t count);
PyObject *smallest(PyObject *self, PyObject *const *given, Py_ssize_t count);

#endif
