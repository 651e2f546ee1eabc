/* How many documents hold each value of a facet, and the values with the highest counts. */

#include "kernels.h"

/* More values than this are put in order by numpy. */
#define MOST 256

/* Counts that are kept at zero between calls, and one bit for each of them that is not. */
static Scratch counted, touched;

/* The values of documents: rows of `width` numbers (0: none from here on, else the value's number + 1), and extras. */
typedef struct {
    Numbers documents, extra;
    Column rows;
    npy_intp width, values;
} Held;

/* Read (documents, rows, width, values, extra); extra: numbers + 1 of values that found no room in the rows. */
static int held_of(PyObject *const *args, Held *held) {
    held->width = PyLong_AsSsize_t(args[2]);
    held->values = PyLong_AsSsize_t(args[3]);
    if (PyErr_Occurred() || !column_of(args[1], &held->rows) || !numbers_of(args[0], &held->documents)) return 0;
    if (args[4] != Py_None && !numbers_of(args[4], &held->extra)) return 0;
    if (held->width >= 1 && held->values >= 0) return 1;
    PyErr_SetString(PyExc_ValueError, "tally: rows of no width, or fewer than no values");
    return 0;
}

static int damaged(void) {
    PyErr_SetString(PyExc_IndexError, "tally: a document without a row, or a value that there is not");
    return 0;
}

/* Add one to each value in the rows, and to the number of documents without any. */
#define ROWS(type, COUNT)                                                                                             \
    do {                                                                                                              \
        const type *rows = held->rows.at;                                                                             \
        for (npy_intp i = 0; i < held->documents.count; i++) {                                                        \
            npy_intp document = held->documents.at[i];                                                                \
            if (document >= size) return damaged();                                                                   \
            const type *row = rows + document * width;                                                                \
            *missing += row[0] == 0;                                                                                  \
            for (npy_intp k = 0; k < width && row[k]; k++) COUNT(row[k]);                                             \
        }                                                                                                             \
    } while (0)

#define ANY_ROWS(COUNT)                                                                                               \
    do {                                                                                                              \
        if (held->rows.width == 1) ROWS(uint8_t, COUNT);                                                              \
        else if (held->rows.width == 2) ROWS(uint16_t, COUNT);                                                        \
        else if (held->rows.width == 4) ROWS(uint32_t, COUNT);                                                        \
        else ROWS(uint64_t, COUNT);                                                                                   \
        for (npy_intp i = 0; i < held->extra.count; i++) COUNT(held->extra.at[i]);                                    \
    } while (0)

#define TO_ALL(number)                                                                                                \
    do {                                                                                                              \
        uint64_t own = (number);                                                                                      \
        if (own > (uint64_t)values) return damaged();                                                                 \
        counts[own]++;                                                                                                \
    } while (0)

#define TO_FEW(number)                                                                                                \
    do {                                                                                                              \
        uint64_t own = (number);                                                                                      \
        if (own > (uint64_t)values) return damaged();                                                                 \
        counts[own]++;                                                                                                \
        bits[own >> 6] |= (uint64_t)1 << (own & 63);                                                                  \
    } while (0)

static int count_all(const Held *held, int64_t *counts, npy_intp *missing) {
    npy_intp width = held->width, values = held->values, size = held->rows.count / width;
    ANY_ROWS(TO_ALL);
    return 1;
}

static int count_few(const Held *held, uint32_t *counts, uint64_t *bits, npy_intp *missing) {
    npy_intp width = held->width, values = held->values, size = held->rows.count / width;
    ANY_ROWS(TO_FEW);
    return 1;
}

/* tally(documents, rows, width, values, extra): see plain.py. */
PyObject *kernel_tally(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Held held = {0};
    PyObject *counts = NULL, *answer = NULL;
    npy_intp missing = 0;
    if (!takes("tally", given, 5) || !held_of(args, &held)) goto end;
    npy_intp all = held.values + 1;
    int64_t *own = calloc((size_t)all, sizeof(int64_t));
    if (own == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    if (count_all(&held, own, &missing)) counts = array_of(NPY_INT64, own + 1, held.values);
    free(own);
    if (counts != NULL) answer = Py_BuildValue("(Nn)", counts, (Py_ssize_t)missing);
end:
    forget(&held.documents);
    forget(&held.extra);
    return answer;
}

/* Move the counts out of the scratch into two arrays and leave it at zero. */
static PyObject *moved(uint32_t *counts, uint64_t *bits, npy_intp words, npy_intp missing, int whole) {
    npy_intp kept = 0;
    for (npy_intp w = 0; w < words; w++) kept += __builtin_popcountll(bits[w]);
    PyObject *places = PyArray_SimpleNew(1, &kept, NPY_INT64), *held = PyArray_SimpleNew(1, &kept, NPY_INT64);
    int64_t *place = places == NULL ? NULL : PyArray_DATA((PyArrayObject *)places);
    int64_t *count = held == NULL ? NULL : PyArray_DATA((PyArrayObject *)held);
    for (npy_intp w = 0; w < words; w++) {
        for (uint64_t word = bits[w]; word; word &= word - 1) {
            npy_intp number = w * 64 + __builtin_ctzll(word);
            if (place != NULL && count != NULL) {
                *place++ = number - 1;
                *count++ = counts[number];
            }
            counts[number] = 0;
        }
        bits[w] = 0;
    }
    PyObject *answer = whole && places != NULL && held != NULL
        ? Py_BuildValue("(OOn)", places, held, (Py_ssize_t)missing) : NULL;
    Py_XDECREF(places);
    Py_XDECREF(held);
    return answer;
}

/* tally_few(documents, rows, width, values, extra): see plain.py. */
PyObject *kernel_tally_few(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Held held = {0};
    PyObject *answer = NULL;
    npy_intp missing = 0;
    if (!takes("tally_few", given, 5) || !held_of(args, &held)) goto end;
    npy_intp words = held.values / 64 + 1;
    uint32_t *counts = clean_room(&counted, (size_t)(held.values + 1) * sizeof(uint32_t));
    uint64_t *bits = clean_room(&touched, (size_t)words * sizeof(uint64_t));
    if (counts == NULL || bits == NULL) goto end;
    int whole = count_few(&held, counts, bits, &missing);
    answer = moved(counts, bits, words, missing, whole);
end:
    forget(&held.documents);
    forget(&held.extra);
    return answer;
}

/* most(counts, wanted): see plain.py. */
PyObject *kernel_most(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    if (!takes("most", given, 2)) return NULL;
    npy_intp wanted = PyLong_AsSsize_t(args[1]), kept = 0;
    if (PyErr_Occurred()) return NULL;
    if (!PyArray_Check(args[0]) || PyArray_TYPE((PyArrayObject *)args[0]) != NPY_INT64 ||
        !PyArray_IS_C_CONTIGUOUS((PyArrayObject *)args[0]) || wanted < 1 || wanted > MOST) {
        PyErr_SetString(PyExc_ValueError, "most: int64 counts, and 1 to 256 of them");
        return NULL;
    }
    const int64_t *counts = PyArray_DATA((PyArrayObject *)args[0]);
    npy_intp count = PyArray_SIZE((PyArrayObject *)args[0]), places[MOST + 1];
    int64_t least = 0;
    for (npy_intp i = 0; i < count; i++) {
        if (counts[i] <= least) continue;
        npy_intp place = kept < wanted ? kept++ : kept - 1;
        for (; place && counts[places[place - 1]] < counts[i]; place--) places[place] = places[place - 1];
        places[place] = i;
        least = kept < wanted ? 0 : counts[places[kept - 1]];
    }
    PyObject *answer = PyList_New(kept);
    for (npy_intp k = 0; answer != NULL && k < kept; k++) {
        PyObject *pair = Py_BuildValue("(nL)", (Py_ssize_t)places[k], (long long)counts[places[k]]);
        if (pair == NULL) Py_CLEAR(answer);
        else PyList_SET_ITEM(answer, k, pair);
    }
    return answer;
}
