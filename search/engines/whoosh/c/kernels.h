/* What the kernels share: numbers read from numpy arrays, scratch memory, and the kernels by name. */

#ifndef TELUSUR_KERNELS_H
#define TELUSUR_KERNELS_H

#define PY_SSIZE_T_CLEAN
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL telusur_kernels_api
#include <Python.h>
#ifndef TELUSUR_MODULE
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Unsigned numbers of any width as they lie in an array; `at` follows `type`. */
typedef struct {
    const void *at;
    npy_intp count;
    int width; /* bytes: 1, 2, 4 or 8 */
} Column;

/* Ascending numbers below 2^32, as 32 bits each: the array's own memory, or a copy in `own`. */
typedef struct {
    const uint32_t *at;
    npy_intp count;
    uint32_t *own;
} Numbers;

/* Memory that is kept from call to call. The caller holds the GIL, so there is one user at a time. */
typedef struct {
    void *at;
    size_t bytes;
} Scratch;

static inline uint64_t column_at(const Column *column, npy_intp place) {
    switch (column->width) {
    case 1: return ((const uint8_t *)column->at)[place];
    case 2: return ((const uint16_t *)column->at)[place];
    case 4: return ((const uint32_t *)column->at)[place];
    default: return ((const uint64_t *)column->at)[place];
    }
}

/* Return the first place from `from` on that is not below `wanted`: by doubling steps, then by bisection. */
static inline npy_intp reach(const uint32_t *numbers, npy_intp from, npy_intp count, uint32_t wanted) {
    npy_intp step = 1, low = from, high = from;
    while (high < count && numbers[high] < wanted) {
        low = high + 1;
        high += step;
        step <<= 1;
    }
    if (high > count) high = count;
    while (low < high) {
        npy_intp middle = low + ((high - low) >> 1);
        if (numbers[middle] < wanted) low = middle + 1;
        else high = middle;
    }
    return low;
}

int column_of(PyObject *array, Column *column);
int numbers_of(PyObject *array, Numbers *numbers);
void forget(Numbers *numbers);
void *room(Scratch *scratch, size_t bytes);       /* any contents */
void *clean_room(Scratch *scratch, size_t bytes); /* all zero, if whoever used it before left it so */
PyObject *array_of(int type, const void *values, npy_intp count);
int takes(const char *name, Py_ssize_t given, Py_ssize_t wanted);

PyObject *kernel_both(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_among(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_where(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_mark(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_mark_each(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_distinct(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_score(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_first(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_phrase(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_tally(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_tally_few(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_leading(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_most(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_united(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_spread(PyObject *self, PyObject *const *args, Py_ssize_t count);

#endif
