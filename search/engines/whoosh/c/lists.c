/* Lists of numbers as they are stored: the lower 16 bits of each, in stretches that share the upper ones. */

#include "kernels.h"

/* Return the stretch in which a number stands, by its place among all that are packed together. */
static npy_intp stretch_of(const Column *starts, npy_intp place) {
    npy_intp low = 0, high = starts->count;
    while (low < high) {
        npy_intp middle = low + ((high - low) >> 1);
        if (column_at(starts, middle) <= (uint64_t)place) low = middle + 1;
        else high = middle;
    }
    return low ? low - 1 : 0;
}

static int refused(const char *why) {
    PyErr_Format(PyExc_ValueError, "a packed list: %s", why);
    return 0;
}

/* Stand at the beginning of `count` numbers from the place `first` on. */
static void begin(List *list, npy_intp first, npy_intp count) {
    list->first = first;
    list->count = count;
    list->from = list->end = 0;
    list->block = 0;
    if (!count) return;
    list->stretch = stretch_of(&list->starts, first) - 1;
    next_stretch(list);
}

int list_of(PyObject *object, List *list) {
    Column lower;
    list->plain.own = NULL;
    list->plain.at = NULL;
    if (!PyTuple_Check(object)) {
        if (!numbers_of(object, &list->plain)) return 0;
        list->count = list->plain.count;
        return 1;
    }
    if (PyTuple_GET_SIZE(object) != 5) return refused("five parts are needed");
    if (!column_of(PyTuple_GET_ITEM(object, 0), &lower) || !column_of(PyTuple_GET_ITEM(object, 1), &list->starts) ||
        !column_of(PyTuple_GET_ITEM(object, 2), &list->blocks)) return 0;
    npy_intp first = PyLong_AsSsize_t(PyTuple_GET_ITEM(object, 3));
    npy_intp end = PyLong_AsSsize_t(PyTuple_GET_ITEM(object, 4));
    if (PyErr_Occurred()) return 0;
    if (lower.width != 2) return refused("16 bits of each number are needed");
    if (first < 0 || end < first || end > lower.count) return refused("it goes beyond the numbers");
    if (list->starts.count != list->blocks.count) return refused("as many starts as blocks are needed");
    if (end > first && !list->starts.count) return refused("numbers without a stretch");
    list->lower = (const uint16_t *)lower.at + first;
    begin(list, first, end - first);
    return 1;
}

void part_of_list(const List *whole, npy_intp from, npy_intp end, List *part) {
    *part = *whole;
    part->plain.own = NULL;
    if (whole->plain.at != NULL) {
        part->plain.at += from;
        part->plain.count = part->count = end - from;
        return;
    }
    part->lower += from;
    begin(part, whole->first + from, end - from);
}

void unpack(List list, uint32_t *out) {
    if (!list.count) return;
    for (;; next_stretch(&list)) {
        uint32_t upper = list.block << 16;
        for (npy_intp i = list.from; i < list.end; i++) out[i] = upper | list.lower[i];
        if (list.end == list.count) return;
    }
}

#define EACH(work)                                                                                                    \
    if (!list.count) return 1;                                                                                        \
    if (list.plain.at != NULL) {                                                                                      \
        for (npy_intp i = 0; i < list.count; i++) {                                                                   \
            uint64_t number = list.plain.at[i];                                                                       \
            if (number >= (uint64_t)size) return 0;                                                                   \
            work;                                                                                                     \
        }                                                                                                             \
        return 1;                                                                                                     \
    }                                                                                                                 \
    for (;; next_stretch(&list)) {                                                                                    \
        uint64_t upper = (uint64_t)list.block << 16;                                                                  \
        for (npy_intp i = list.from; i < list.end; i++) {                                                             \
            uint64_t number = upper | list.lower[i];                                                                  \
            if (number >= (uint64_t)size) return 0;                                                                   \
            work;                                                                                                     \
        }                                                                                                             \
        if (list.end == list.count) return 1;                                                                         \
    }

int marked(uint8_t *held, npy_intp size, List list) {
    EACH(held[number] = 1)
}

int set_bits(uint64_t *words, npy_intp size, List list) {
    EACH(words[number >> 6] |= (uint64_t)1 << (number & 63))
}

/* unpacked(packed): see plain.py; other threads run meanwhile. */
PyObject *kernel_unpacked(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    List list;
    if (!takes("unpacked", count, 1)) return NULL;
    if (!PyTuple_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "unpacked: a packed list is needed");
        return NULL;
    }
    if (!list_of(args[0], &list)) return NULL;
    PyObject *array = PyArray_SimpleNew(1, &list.count, NPY_UINT32);
    if (array == NULL) return NULL;
    uint32_t *out = PyArray_DATA((PyArrayObject *)array);
    Py_BEGIN_ALLOW_THREADS
    unpack(list, out);
    Py_END_ALLOW_THREADS
    return array;
}
