/* How many documents hold each value of a facet, and the values with the highest counts. */

#include "kernels.h"

/* More values than this are put in order by numpy. */
#define MOST 256
/* Below one document in so many values, only the values that are met are looked at. */
#define FEW 16
/* Counts up to so many stand in tables, one for each place of a row: they fit the nearest caches. */
#define TABLED (1 << 15)
/* Only with so many documents for each value are they worth adding up. */
#define MANY 4
/* From so many places on a row is looked at in halves. */
#define WIDE 8

/* Counts that are kept at zero between calls, one bit for each of them that is not, and the tables. They are back at
 * zero before anything is made that Python may collect garbage for, since another thread may run meanwhile. */
static Scratch counted, touched, tables;

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

/* Rows are asked for so many documents ahead: of a large index each one is a wait for memory. */
#define AHEAD 24

#define ASK_AHEAD(type, WIDTH)                                                                                        \
    if (i + AHEAD < held->documents.count)                                                                            \
    __builtin_prefetch((const type *)held->rows.at + (npy_intp)held->documents.at[i + AHEAD] * (WIDTH))

/* Count the rows of a known width. Whether a place has a value is no branch, for it could not be guessed: a place
 * without one counts too, elsewhere, and each place into a slot of its own, which no other place waits for. So, `SLOT`
 * is that of the number at place k: in a table of the place, whose slot 0 is that of no value; or, where the tables
 * would be too large, in one for all, no value into slots behind it. The second half of a wide row is mostly empty. */
#define ROWS(type, WIDTH, SLOT)                                                                                       \
    for (npy_intp i = 0; i < held->documents.count; i++) {                                                            \
        npy_intp document = held->documents.at[i], half = (WIDTH) < WIDE ? (WIDTH) : (WIDTH) / 2;                     \
        if (document >= size) return damaged();                                                                       \
        ASK_AHEAD(type, WIDTH);                                                                                       \
        const type *row = (const type *)held->rows.at + document * (WIDTH);                                           \
        for (npy_intp k = 0; k < half; k++) COUNT(row[k], SLOT)                                                       \
        if (half == (WIDTH) || !row[half]) continue;                                                                  \
        for (npy_intp k = half; k < (WIDTH); k++) COUNT(row[k], SLOT)                                                 \
    }

#define COUNT(NUMBER, SLOT)                                                                                           \
    {                                                                                                                 \
        uint64_t number = (NUMBER);                                                                                   \
        if (number > (uint64_t)values) return damaged();                                                              \
        counts[SLOT]++;                                                                                               \
    }
#define IN_TABLES (uint64_t)(k * (values + 1)) + number
#define IN_ONE number + (number == 0) * (uint64_t)(values + 1 + k)

/* Count the rows, and set the bit of each value that is met. */
#define FEW_ROWS(type)                                                                                                \
    for (npy_intp i = 0; i < held->documents.count; i++) {                                                            \
        npy_intp document = held->documents.at[i];                                                                    \
        if (document >= size) return damaged();                                                                       \
        ASK_AHEAD(type, width);                                                                                       \
        const type *row = (const type *)held->rows.at + document * width;                                             \
        counts[values + 1] += row[0] == 0;                                                                            \
        for (npy_intp k = 0; k < width && row[k]; k++) {                                                              \
            uint64_t number = row[k];                                                                                 \
            if (number > (uint64_t)values) return damaged();                                                          \
            counts[number]++;                                                                                         \
            bits[number >> 6] |= (uint64_t)1 << (number & 63);                                                        \
        }                                                                                                             \
    }

#define OF_WIDTH(type, SLOT)                                                                                          \
    do {                                                                                                              \
        if (width == 1) ROWS(type, 1, SLOT)                                                                           \
        else if (width == 2) ROWS(type, 2, SLOT)                                                                      \
        else if (width == 4) ROWS(type, 4, SLOT)                                                                      \
        else if (width == 8) ROWS(type, 8, SLOT)                                                                      \
        else ROWS(type, width, SLOT)                                                                                  \
    } while (0)

#define OF_TYPE(SLOT)                                                                                                 \
    do {                                                                                                              \
        npy_intp width = held->width, values = held->values, size = held->rows.count / width;                         \
        if (held->rows.width == 1) OF_WIDTH(uint8_t, SLOT);                                                           \
        else if (held->rows.width == 2) OF_WIDTH(uint16_t, SLOT);                                                     \
        else if (held->rows.width == 4) OF_WIDTH(uint32_t, SLOT);                                                     \
        else OF_WIDTH(uint64_t, SLOT);                                                                                \
        return 1;                                                                                                     \
    } while (0)

static int rows_in_tables(const Held *held, uint32_t *counts) { OF_TYPE(IN_TABLES); }
static int rows_in_one(const Held *held, uint32_t *counts) { OF_TYPE(IN_ONE); }

/* Count the rows in tables, add these up, and leave them at zero. */
static int tabled(const Held *held, uint32_t *counts) {
    npy_intp values = held->values, slots = held->width * (values + 1);
    uint32_t *table = clean_room(&tables, (size_t)slots * sizeof(uint32_t));
    if (table == NULL) return 0;
    int whole = rows_in_tables(held, table);
    counts[values + 1] = table[0];
    for (npy_intp first = 0; first < slots; first += values + 1) {
        for (npy_intp number = 1; number <= values; number++) counts[number] += table[first + number];
    }
    memset(table, 0, (size_t)slots * sizeof(uint32_t));
    return whole;
}

/* Count into `counts`: [1..values] of the values, [values + 1] documents without any; behind it room for `width`. */
static int count_all(const Held *held, uint32_t *counts) {
    npy_intp values = held->values;
    int small = held->width <= TABLED / (values + 1) && held->documents.count / MANY >= values;
    if (!(small ? tabled(held, counts) : rows_in_one(held, counts))) return 0;
    for (npy_intp i = 0; i < held->extra.count; i++) {
        if (held->extra.at[i] > (uint64_t)values) return damaged();
        counts[held->extra.at[i]]++;
    }
    return 1;
}

static int count_few(const Held *held, uint32_t *counts, uint64_t *bits) {
    npy_intp width = held->width, values = held->values, size = held->rows.count / width;
    if (held->rows.width == 1) FEW_ROWS(uint8_t)
    else if (held->rows.width == 2) FEW_ROWS(uint16_t)
    else if (held->rows.width == 4) FEW_ROWS(uint32_t)
    else FEW_ROWS(uint64_t)
    for (npy_intp i = 0; i < held->extra.count; i++) {
        uint64_t number = held->extra.at[i];
        if (number > (uint64_t)values) return damaged();
        counts[number]++;
        bits[number >> 6] |= (uint64_t)1 << (number & 63);
    }
    return 1;
}

/* tally(documents, rows, width, values, extra): see plain.py. */
PyObject *kernel_tally(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Held held = {0};
    PyObject *array = NULL, *answer = NULL;
    if (!takes("tally", given, 5) || !held_of(args, &held)) goto end;
    size_t slots = (size_t)(held.values + 1 + held.width);
    uint32_t *counts = clean_room(&counted, slots * sizeof(uint32_t));
    if (counts == NULL) goto end;
    if (count_all(&held, counts)) array = PyArray_SimpleNew(1, &held.values, NPY_INT64);
    if (array != NULL) {
        int64_t *out = PyArray_DATA((PyArrayObject *)array);
        for (npy_intp value = 0; value < held.values; value++) out[value] = counts[value + 1];
    }
    npy_intp missing = counts[held.values + 1];
    memset(counts, 0, slots * sizeof(uint32_t));
    if (array != NULL) answer = Py_BuildValue("(Nn)", array, (Py_ssize_t)missing);
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
    if (!takes("tally_few", given, 5) || !held_of(args, &held)) goto end;
    npy_intp words = held.values / 64 + 1;
    uint32_t *counts = clean_room(&counted, (size_t)(held.values + 1 + held.width) * sizeof(uint32_t));
    uint64_t *bits = clean_room(&touched, (size_t)words * sizeof(uint64_t));
    if (counts == NULL || bits == NULL) goto end;
    int whole = count_few(&held, counts, bits);
    npy_intp missing = counts[held.values + 1];
    counts[held.values + 1] = 0;
    answer = moved(counts, bits, words, missing, whole);
end:
    forget(&held.documents);
    forget(&held.extra);
    return answer;
}

/* The places with the highest counts so far, the highest first, and of equal ones the lower first. */
typedef struct {
    npy_intp wanted, kept, places[MOST + 1];
    int64_t counts[MOST + 1], least;
} Highest;

/* Take a count above `least`; places come in ascending order. */
static void take(Highest *highest, npy_intp place, int64_t count) {
    npy_intp at = highest->kept < highest->wanted ? highest->kept++ : highest->kept - 1;
    for (; at && highest->counts[at - 1] < count; at--) {
        highest->counts[at] = highest->counts[at - 1];
        highest->places[at] = highest->places[at - 1];
    }
    highest->counts[at] = count;
    highest->places[at] = place;
    if (highest->kept == highest->wanted) highest->least = highest->counts[highest->kept - 1];
}

static int wanted_of(PyObject *object, Highest *highest) {
    highest->wanted = PyLong_AsSsize_t(object);
    highest->kept = 0;
    highest->least = 0;
    if (PyErr_Occurred()) return 0;
    if (highest->wanted >= 1 && highest->wanted <= MOST) return 1;
    PyErr_SetString(PyExc_ValueError, "most: 1 to 256 of them");
    return 0;
}

static PyObject *pairs_of(const Highest *highest) {
    PyObject *answer = PyList_New(highest->kept);
    for (npy_intp k = 0; answer != NULL && k < highest->kept; k++) {
        PyObject *pair = Py_BuildValue("(nL)", (Py_ssize_t)highest->places[k], (long long)highest->counts[k]);
        if (pair == NULL) Py_CLEAR(answer);
        else PyList_SET_ITEM(answer, k, pair);
    }
    return answer;
}

/* most(counts, wanted): see plain.py. */
PyObject *kernel_most(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Highest highest;
    if (!takes("most", given, 2) || !wanted_of(args[1], &highest)) return NULL;
    if (!PyArray_Check(args[0]) || PyArray_TYPE((PyArrayObject *)args[0]) != NPY_INT64 ||
        !PyArray_IS_C_CONTIGUOUS((PyArrayObject *)args[0])) {
        PyErr_SetString(PyExc_ValueError, "most: int64 counts are needed");
        return NULL;
    }
    const int64_t *counts = PyArray_DATA((PyArrayObject *)args[0]);
    npy_intp count = PyArray_SIZE((PyArrayObject *)args[0]);
    for (npy_intp i = 0; i < count; i++) {
        if (counts[i] > highest.least) take(&highest, i, counts[i]);
    }
    return pairs_of(&highest);
}

/* Read the counts out of the scratch, leave it at zero, and return how many values were met. */
static npy_intp read_all(uint32_t *counts, npy_intp values, Highest *highest) {
    npy_intp met = 0;
    for (npy_intp value = 1; value <= values; value++) {
        met += counts[value] > 0;
        if (counts[value] > highest->least) take(highest, value - 1, counts[value]);
    }
    memset(counts, 0, (size_t)(values + 1) * sizeof(uint32_t));
    return met;
}

static npy_intp read_few(uint32_t *counts, uint64_t *bits, npy_intp words, Highest *highest) {
    npy_intp met = 0;
    for (npy_intp w = 0; w < words; w++) {
        for (uint64_t word = bits[w]; word; word &= word - 1) {
            npy_intp value = w * 64 + __builtin_ctzll(word);
            if (counts[value] > highest->least) take(highest, value - 1, counts[value]);
            counts[value] = 0;
            met++;
        }
        bits[w] = 0;
    }
    return met;
}

/* leading(documents, rows, width, values, extra, wanted): see plain.py. */
PyObject *kernel_leading(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Held held = {0};
    Highest highest;
    PyObject *pairs = NULL, *answer = NULL;
    if (!takes("leading", given, 6) || !wanted_of(args[5], &highest) || !held_of(args, &held)) goto end;
    npy_intp words = held.values / 64 + 1, met;
    size_t slots = (size_t)(held.values + 1 + held.width);
    uint32_t *counts = clean_room(&counted, slots * sizeof(uint32_t));
    uint64_t *bits = clean_room(&touched, (size_t)words * sizeof(uint64_t));
    if (counts == NULL || bits == NULL) goto end;
    int few = held.documents.count * FEW < held.values;
    int whole = few ? count_few(&held, counts, bits) : count_all(&held, counts);
    npy_intp missing = counts[held.values + 1];
    memset(counts + held.values + 1, 0, (size_t)held.width * sizeof(uint32_t));
    met = few ? read_few(counts, bits, words, &highest) : read_all(counts, held.values, &highest);
    if (whole) pairs = pairs_of(&highest);
    if (pairs != NULL) answer = Py_BuildValue("(Nnn)", pairs, (Py_ssize_t)met, (Py_ssize_t)missing);
end:
    forget(&held.documents);
    forget(&held.extra);
    return answer;
}
