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

/* Numbers in stretches that share their upper 16 bits (see blocks.py), or plain ones. It stands in one stretch, and goes
 * on from stretch to stretch; places count from the first number of the list. */
typedef struct {
    Numbers plain; /* `at` is NULL where the list is packed */
    npy_intp count;
    const uint16_t *lower;
    Column starts, blocks;
    npy_intp first;        /* the place of the list's first number among all that are packed together */
    npy_intp stretch;      /* where it stands: */
    npy_intp from, end;    /* the places of the stretch's numbers, */
    uint32_t block;        /* and their upper 16 bits */
} List;

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
#define REACH(name, type)                                                                                             \
    static inline npy_intp name(const type *numbers, npy_intp from, npy_intp count, type wanted) {                    \
        npy_intp step = 1, low = from, high = from;                                                                   \
        while (high < count && numbers[high] < wanted) {                                                              \
            low = high + 1;                                                                                           \
            high += step;                                                                                             \
            step <<= 1;                                                                                               \
        }                                                                                                             \
        if (high > count) high = count;                                                                               \
        while (low < high) {                                                                                          \
            npy_intp middle = low + ((high - low) >> 1);                                                              \
            if (numbers[middle] < wanted) low = middle + 1;                                                           \
            else high = middle;                                                                                       \
        }                                                                                                             \
        return low;                                                                                                   \
    }

REACH(reach, uint32_t)
REACH(reach_lower, uint16_t)

/* Step into the stretch that follows; a damaged one is cut so that places never go back nor beyond the list. */
static inline void next_stretch(List *list) {
    list->stretch++;
    list->from = list->end;
    list->end = list->count;
    if (list->stretch + 1 < list->starts.count) {
        npy_intp end = (npy_intp)column_at(&list->starts, list->stretch + 1) - list->first;
        if (end < list->end) list->end = end < list->from ? list->from : end;
    }
    list->block = (uint32_t)column_at(&list->blocks, list->stretch);
}

/* Go on to the block of a number, and return whether the list has a stretch of it; blocks of a list ascend. */
static inline int in_block(List *list, uint32_t number) {
    while (list->block < number >> 16 && list->end < list->count) next_stretch(list);
    return list->block == number >> 16;
}

/* Go on from `place` to the first number that is not below the one wanted, and return whether it is this one. */
static inline int found_in(List *list, npy_intp *place, uint32_t wanted) {
    if (list->plain.at != NULL) {
        *place = reach(list->plain.at, *place, list->count, wanted);
        return *place < list->count && list->plain.at[*place] == wanted;
    }
    if (!in_block(list, wanted)) {
        *place = list->block < wanted >> 16 ? list->count : *place > list->from ? *place : list->from;
        return 0;
    }
    if (*place < list->from) *place = list->from;
    *place = reach_lower(list->lower, *place, list->end, (uint16_t)wanted);
    return *place < list->end && list->lower[*place] == (uint16_t)wanted;
}

int column_of(PyObject *array, Column *column);
int numbers_of(PyObject *object, Numbers *numbers); /* an array, or a packed list, which is unpacked */
void forget(Numbers *numbers);
int list_of(PyObject *object, List *list);        /* an array, or a tuple (see plain.py: Packed) */
void part_of_list(const List *whole, npy_intp from, npy_intp end, List *part);
void unpack(List list, uint32_t *out);
int marked(uint8_t *held, npy_intp size, List list); /* 0 if a number is not below the size */
int set_bits(uint64_t *words, npy_intp size, List list);
uint32_t *own_of(Numbers *numbers);               /* memory for as many numbers as it counts */
void *room(Scratch *scratch, size_t bytes);       /* any contents */
void *clean_room(Scratch *scratch, size_t bytes); /* all zero, if whoever used it before left it so */
PyObject *array_of(int type, const void *values, npy_intp count);
int takes(const char *name, Py_ssize_t given, Py_ssize_t wanted);

PyObject *kernel_unpacked(PyObject *self, PyObject *const *args, Py_ssize_t count);
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
PyObject *kernel_lexicon(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_inverted(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_coded(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_neighbours(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *kernel_spread(PyObject *self, PyObject *const *args, Py_ssize_t count);

#endif
