/* Lists of numbers, those of many chunks one after another; `laid_out` in index/analysis/rows.py does the same. */

#include "native.h"

int take(PyObject *object, size_t width, Given *given) {
    if (PyObject_GetBuffer(object, &given->buffer, PyBUF_SIMPLE) < 0) return 0;
    given->count = given->buffer.len / (Py_ssize_t)width;
    if (given->count == 0 || (uintptr_t)given->buffer.buf % width == 0) return 1;
    PyErr_SetString(PyExc_ValueError, "an array of numbers begins amid one");
    PyBuffer_Release(&given->buffer);
    return 0;
}

/* How many numbers the lists of the chunks have together; -1 if one of the lists is not there. */
static Py_ssize_t total_of(const Given *chunks, const Given *starts, Py_ssize_t values) {
    const uint32_t *chunk = chunks->buffer.buf, *start = starts->buffer.buf;
    Py_ssize_t total = 0;
    for (Py_ssize_t n = 0; n < chunks->count; n++) {
        if ((Py_ssize_t)chunk[n] + 1 >= starts->count) return -1;
        uint32_t from = start[chunk[n]], to = start[chunk[n] + 1];
        if (from > to || (Py_ssize_t)to > values) return -1;
        total += to - from;
    }
    return total;
}

static PyObject *fill(const Given *chunks, const Given *starts, const Given *values, const Given *places,
                      const Given *first, Py_ssize_t total) {
    PyObject *numbers = PyBytes_FromStringAndSize(NULL, total * 4);
    PyObject *other = PyBytes_FromStringAndSize(NULL, (places ? total : chunks->count + 1) * 8);
    if (numbers == NULL || other == NULL) {
        Py_XDECREF(numbers);
        Py_XDECREF(other);
        return NULL;
    }
    const uint32_t *chunk = chunks->buffer.buf, *start = starts->buffer.buf, *value = values->buffer.buf;
    const uint32_t *place = places ? places->buffer.buf : NULL;
    const int64_t *word = places ? first->buffer.buf : NULL;
    uint32_t *number = (uint32_t *)PyBytes_AS_STRING(numbers);
    int64_t *standing = (int64_t *)PyBytes_AS_STRING(other), put = 0;
    for (Py_ssize_t n = 0; n < chunks->count; n++) {
        if (place == NULL) standing[n] = put;
        for (uint32_t at = start[chunk[n]]; at < start[chunk[n] + 1]; at++, put++) {
            number[put] = value[at];
            if (place != NULL) standing[put] = word[n] + place[at];
        }
    }
    if (place == NULL) standing[chunks->count] = put;
    return Py_BuildValue("NN", numbers, other);
}

PyObject *laid_out(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    static const size_t widths[] = {4, 4, 4, 4, 8};
    Given taken[5];
    Py_ssize_t held = 0;
    PyObject *made = NULL;
    if (count != 3 && count != 5) {
        PyErr_SetString(PyExc_TypeError, "laid_out takes chunks, starts and values, and places with first");
        return NULL;
    }
    while (held < count && take(given[held], widths[held], &taken[held])) held++;
    if (held == count) {
        Py_ssize_t total = total_of(&taken[0], &taken[1], taken[2].count);
        if (total < 0 || (count == 5 && (taken[3].count < taken[2].count || taken[4].count < taken[0].count))) {
            PyErr_SetString(PyExc_IndexError, "a list leads out of an array");
        } else {
            made = fill(&taken[0], &taken[1], &taken[2], count == 5 ? &taken[3] : NULL, &taken[4], total);
        }
    }
    while (held > 0) PyBuffer_Release(&taken[--held].buffer);
    return made;
}
