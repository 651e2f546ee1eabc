/* Tokens in order of document and position -> postings of each term, and the pairs of common words among them. */

#include "kernels.h"

/* The largest table of codes, 64 MB; see plain.py. */
#define MOST_CODES ((npy_intp)1 << 24)

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

/* A term while tokens are gone through: the document it was met in last and one more, and how many tokens and postings it
 * has; then where the next ones go, of which the posting at hand is the last. */
typedef struct {
    uint32_t last, tokens, postings;
} Term;

/* Count the tokens and the postings of each term; 0 with an error set. */
static int count_terms(const uint32_t *numbers, const uint32_t *documents, npy_intp count, Term *terms, npy_intp known) {
    for (npy_intp at = 0; at < count; at++) {
        if ((npy_intp)numbers[at] >= known || documents[at] == UINT32_MAX) {
            PyErr_SetString(PyExc_IndexError, "a token is of no term, or of no document");
            return 0;
        }
        Term *term = &terms[numbers[at]];
        term->tokens++;
        term->postings += term->last != documents[at] + 1;
        term->last = documents[at] + 1;
    }
    return 1;
}

/* Write down where each term's begin, and have each term stand before its first. */
static void begin_terms(Term *terms, npy_intp known, int64_t *tokens, int64_t *offsets) {
    tokens[0] = offsets[0] = 0;
    for (npy_intp n = 0; n < known; n++) {
        tokens[n + 1] = tokens[n] + terms[n].tokens;
        offsets[n + 1] = offsets[n] + terms[n].postings;
        terms[n] = (Term){0, (uint32_t)tokens[n], (uint32_t)offsets[n] - 1};
    }
}

/* inverted(numbers, documents, positions, terms) -> offsets, tokens, holders, frequencies, positions */
PyObject *kernel_inverted(PyObject *self, PyObject *const *given, Py_ssize_t arguments) {
    if (!takes("inverted", arguments, 4)) return NULL;
    npy_intp count = -1;
    const uint32_t *numbers = words_of(given[0], &count);
    const uint32_t *documents = numbers == NULL ? NULL : words_of(given[1], &count);
    const uint32_t *positions = documents == NULL ? NULL : words_of(given[2], &count);
    npy_intp known = PyLong_AsSsize_t(given[3]);
    if (positions == NULL || (known == -1 && PyErr_Occurred())) return NULL;
    if (known < 0) return PyErr_Format(PyExc_ValueError, "there are no %zd terms", (Py_ssize_t)known);
    if (count > UINT32_MAX) return PyErr_Format(PyExc_OverflowError, "%zd tokens are too many", (Py_ssize_t)count);
    npy_intp bounds = known + 1, postings;
    PyObject *made = NULL, *offsets = PyArray_SimpleNew(1, &bounds, NPY_INT64), *holders = NULL, *frequencies = NULL;
    PyObject *tokens = PyArray_SimpleNew(1, &bounds, NPY_INT64), *places = PyArray_SimpleNew(1, &count, NPY_UINT32);
    Term *terms = calloc((size_t)bounds, sizeof(Term));
    if (offsets == NULL || tokens == NULL || places == NULL || terms == NULL) goto end;
    if (!count_terms(numbers, documents, count, terms, known)) goto end;
    begin_terms(terms, known, numbers_in(tokens), numbers_in(offsets));
    postings = (npy_intp)numbers_in(offsets)[known];
    holders = PyArray_SimpleNew(1, &postings, NPY_UINT32);
    frequencies = PyArray_ZEROS(1, &postings, NPY_UINT32, 0);
    if (holders == NULL || frequencies == NULL) goto end;
    uint32_t *place = words_in(places), *holder = words_in(holders), *frequency = words_in(frequencies);
    for (npy_intp at = 0; at < count; at++) {
        Term *term = &terms[numbers[at]];
        place[term->tokens++] = positions[at];
        term->postings += term->last != documents[at] + 1;
        term->last = documents[at] + 1;
        holder[term->postings] = documents[at];
        frequency[term->postings]++;
    }
    made = PyTuple_Pack(5, offsets, tokens, holders, frequencies, places);
end:
    if (made == NULL && !PyErr_Occurred()) PyErr_NoMemory();
    free(terms);
    Py_XDECREF(offsets);
    Py_XDECREF(tokens);
    Py_XDECREF(holders);
    Py_XDECREF(frequencies);
    Py_XDECREF(places);
    return made;
}

/* Mark in the table which codes there are, each a posting's frequency times the ranks and its document's rank; their
 * number, -1 with an error set. */
static npy_intp mark_codes(const uint32_t *frequencies, const uint32_t *holders, npy_intp count, const uint32_t *ranks,
                           npy_intp documents, npy_intp distinct, uint32_t *table, npy_intp size) {
    npy_intp used = 0;
    for (npy_intp at = 0; at < count; at++) {
        npy_intp rank = (npy_intp)holders[at] < documents ? ranks[holders[at]] : distinct;
        npy_intp code = (npy_intp)frequencies[at] * distinct + rank;
        if (rank >= distinct || code >= size) {
            PyErr_SetString(PyExc_IndexError, "a posting is of no document, or its code of no place in the table");
            return -1;
        }
        used += !table[code];
        table[code] = 1;
    }
    return used;
}

/* coded(frequencies, holders, ranks, distinct) -> codes, places */
PyObject *kernel_coded(PyObject *self, PyObject *const *given, Py_ssize_t arguments) {
    if (!takes("coded", arguments, 4)) return NULL;
    npy_intp count = -1, documents = -1, used, highest = 0, next = 0;
    const uint32_t *frequencies = words_of(given[0], &count);
    const uint32_t *holders = frequencies == NULL ? NULL : words_of(given[1], &count);
    const uint32_t *ranks = holders == NULL ? NULL : words_of(given[2], &documents);
    npy_intp distinct = PyLong_AsSsize_t(given[3]);
    if (ranks == NULL || (distinct == -1 && PyErr_Occurred())) return NULL;
    for (npy_intp at = 0; at < count; at++) if (frequencies[at] > highest) highest = frequencies[at];
    if (distinct < 0 || distinct > MOST_CODES / (highest + 1)) {
        return PyErr_Format(PyExc_OverflowError, "%zd ranks are too many", (Py_ssize_t)distinct);
    }
    npy_intp size = (highest + 1) * distinct;
    PyObject *made = NULL, *codes = NULL, *places = PyArray_SimpleNew(1, &count, NPY_UINT32);
    uint32_t *table = calloc(size ? (size_t)size : 1, sizeof(uint32_t));
    if (places == NULL || table == NULL) goto end;
    used = mark_codes(frequencies, holders, count, ranks, documents, distinct, table, size);
    if (used < 0 || (codes = PyArray_SimpleNew(1, &used, NPY_INT64)) == NULL) goto end;
    for (npy_intp code = 0; code < size; code++) {
        if (!table[code]) continue;
        numbers_in(codes)[next] = code;
        table[code] = (uint32_t)next++;
    }
    for (npy_intp at = 0; at < count; at++) {
        words_in(places)[at] = table[(npy_intp)frequencies[at] * distinct + ranks[holders[at]]];
    }
    made = PyTuple_Pack(2, codes, places);
end:
    if (made == NULL && !PyErr_Occurred()) PyErr_NoMemory();
    free(table);
    Py_XDECREF(codes);
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
        if (end - start == 2 && ((kinds[start] >= all) | (kinds[middle] >= all))) continue;
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
