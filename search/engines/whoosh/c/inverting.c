/* Tokens in order of document and position -> postings of each term, and the pairs of common words among them. */

#include "kernels.h"

/* Numbers of 32 bits, `count` of them if it is not negative; NULL with an error set. */
static const uint32_t *words_of(PyObject *object, npy_intp *count) {
    Column column;
    if (!column_of(object, &column)) return NULL;
    if (column.width != 4 || (*count >= 0 && column.count != *count)) {
        PyErr_SetString(PyExc_TypeError, "columns of one length are needed, of numbers of 32 bits");
        return NULL;
    }
    *count = column.count;
    return column.at;
}

static int64_t *numbers_in(PyObject *array) {
    return (int64_t *)PyArray_DATA((PyArrayObject *)array);
}

static uint32_t *words_in(PyObject *array) {
    return (uint32_t *)PyArray_DATA((PyArrayObject *)array);
}

/* Count the tokens and the postings of each term, one place on; 0 where a number leads out of the terms. */
static int count_terms(const uint32_t *numbers, const uint32_t *documents, npy_intp count, npy_intp terms,
                       int64_t *tokens, int64_t *offsets, int64_t *last) {
    for (npy_intp at = 0; at < count; at++) {
        uint32_t term = numbers[at];
        if ((npy_intp)term >= terms) return 0;
        tokens[term + 1]++;
        if (last[term] != (int64_t)documents[at]) {
            last[term] = documents[at];
            offsets[term + 1]++;
        }
    }
    for (npy_intp term = 0; term < terms; term++) {
        tokens[term + 1] += tokens[term];
        offsets[term + 1] += offsets[term];
    }
    return 1;
}

/* inverted(numbers, documents, positions, terms) -> offsets, tokens, holders, frequencies, positions */
PyObject *kernel_inverted(PyObject *self, PyObject *const *given, Py_ssize_t arguments) {
    if (!takes("inverted", arguments, 4)) return NULL;
    npy_intp count = -1;
    const uint32_t *numbers = words_of(given[0], &count);
    const uint32_t *documents = numbers == NULL ? NULL : words_of(given[1], &count);
    const uint32_t *positions = documents == NULL ? NULL : words_of(given[2], &count);
    npy_intp terms = PyLong_AsSsize_t(given[3]);
    if (positions == NULL || (terms == -1 && PyErr_Occurred())) return NULL;
    if (terms < 0) return PyErr_Format(PyExc_ValueError, "there are no %zd terms", (Py_ssize_t)terms);
    npy_intp bounds = terms + 1, postings;
    PyObject *made = NULL, *offsets = PyArray_ZEROS(1, &bounds, NPY_INT64, 0), *holders = NULL, *frequencies = NULL;
    PyObject *tokens = PyArray_ZEROS(1, &bounds, NPY_INT64, 0), *places = PyArray_SimpleNew(1, &count, NPY_UINT32);
    int64_t *last = malloc((size_t)bounds * 8), *next = malloc((size_t)bounds * 16);
    if (offsets == NULL || tokens == NULL || places == NULL || last == NULL || next == NULL) goto end;
    memset(last, 0xFF, (size_t)bounds * 8);
    if (!count_terms(numbers, documents, count, terms, numbers_in(tokens), numbers_in(offsets), last)) {
        PyErr_SetString(PyExc_IndexError, "a token is of no term");
        goto end;
    }
    postings = (npy_intp)numbers_in(offsets)[terms];
    holders = PyArray_SimpleNew(1, &postings, NPY_UINT32);
    frequencies = PyArray_SimpleNew(1, &postings, NPY_UINT32);
    if (holders == NULL || frequencies == NULL) goto end;
    for (npy_intp term = 0; term < terms; term++) {
        last[term] = -1;
        next[2 * term] = numbers_in(tokens)[term];
        next[2 * term + 1] = numbers_in(offsets)[term] - 1;
    }
    uint32_t *place = words_in(places), *holder = words_in(holders), *frequency = words_in(frequencies);
    for (npy_intp at = 0; at < count; at++) {
        uint32_t term = numbers[at];
        place[next[2 * term]++] = positions[at];
        if (last[term] != (int64_t)documents[at]) {
            last[term] = documents[at];
            holder[++next[2 * term + 1]] = documents[at];
            frequency[next[2 * term + 1]] = 0;
        }
        frequency[next[2 * term + 1]]++;
    }
    made = PyTuple_Pack(5, offsets, tokens, holders, frequencies, places);
end:
    if (made == NULL && !PyErr_Occurred()) PyErr_NoMemory();
    free(last);
    free(next);
    Py_XDECREF(offsets);
    Py_XDECREF(tokens);
    Py_XDECREF(holders);
    Py_XDECREF(frequencies);
    Py_XDECREF(places);
    return made;
}

typedef struct {
    uint32_t *pairs, *holders, *places;
    npy_intp used, room;
} Pairs;

static int larger(uint32_t **numbers, npy_intp room) {
    uint32_t *grown = realloc(*numbers, (size_t)room * 4);
    if (grown == NULL) return 0;
    *numbers = grown;
    return 1;
}

/* Put a pair at its place among those of its position, from `begun` on, unless it stands there; 0 without memory. */
static int put(Pairs *found, npy_intp begun, uint32_t pair, uint32_t holder, uint32_t place) {
    npy_intp at = found->used;
    while (at > begun && found->pairs[at - 1] > pair) at--;
    if (at > begun && found->pairs[at - 1] == pair) return 1;
    if (found->used == found->room) {
        npy_intp room = found->room * 2 + 1024;
        if (!larger(&found->pairs, room) || !larger(&found->holders, room) || !larger(&found->places, room)) return 0;
        found->room = room;
    }
    memmove(found->pairs + at + 1, found->pairs + at, (size_t)(found->used - at) * 4);
    found->pairs[at] = pair;
    found->holders[found->used] = holder;
    found->places[found->used++] = place;
    return 1;
}

/* The end of the tokens that stand where the one at `at` does. */
static npy_intp stand_together(const uint32_t *documents, const uint32_t *positions, npy_intp at, npy_intp count) {
    npy_intp end = at;
    while (end < count && documents[end] == documents[at] && positions[end] == positions[at]) end++;
    return end;
}

/* neighbours(kinds, documents, positions, number of kinds) -> pairs, holders, places */
PyObject *kernel_neighbours(PyObject *self, PyObject *const *given, Py_ssize_t arguments) {
    if (!takes("neighbours", arguments, 4)) return NULL;
    npy_intp count = -1;
    const uint32_t *kinds = words_of(given[0], &count);
    const uint32_t *documents = kinds == NULL ? NULL : words_of(given[1], &count);
    const uint32_t *positions = documents == NULL ? NULL : words_of(given[2], &count);
    unsigned long all = PyLong_AsUnsignedLong(given[3]);
    if (positions == NULL || PyErr_Occurred()) return NULL;
    if (all > 1 << 15) return PyErr_Format(PyExc_ValueError, "%lu kinds are too many", all);
    Pairs found = {NULL, NULL, NULL, 0, 0};
    PyObject *made = NULL;
    npy_intp start = 0, middle = stand_together(documents, positions, 0, count), end;
    for (; middle < count; start = middle, middle = end) {
        end = stand_together(documents, positions, middle, count);
        if (documents[start] != documents[middle] || positions[middle] - positions[start] != 1) continue;
        npy_intp begun = found.used;
        for (npy_intp one = start; one < middle; one++) {
            if (kinds[one] >= all) continue;
            for (npy_intp other = middle; other < end; other++) {
                if (kinds[other] >= all) continue;
                uint32_t pair = kinds[one] * (uint32_t)all + kinds[other];
                if (!put(&found, begun, pair, documents[start], positions[start])) goto end;
            }
        }
    }
    PyObject *pairs = array_of(NPY_UINT32, found.pairs, found.used);
    PyObject *holders = array_of(NPY_UINT32, found.holders, found.used);
    PyObject *places = array_of(NPY_UINT32, found.places, found.used);
    if (pairs != NULL && holders != NULL && places != NULL) made = PyTuple_Pack(3, pairs, holders, places);
    Py_XDECREF(pairs);
    Py_XDECREF(holders);
    Py_XDECREF(places);
end:
    if (made == NULL && !PyErr_Occurred()) PyErr_NoMemory();
    free(found.pairs);
    free(found.holders);
    free(found.places);
    return made;
}
