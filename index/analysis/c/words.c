/* What is asked of every word of many texts, which are given by the numbers of their words: where long forms may begin,
 * and the smallest hashes of the runs. */

#include "native.h"

/* Places of a signature. */
#define PLACES 32

/* Take so many arrays of numbers of these widths; return how many were taken, fewer with an error. */
static Py_ssize_t taken(PyObject *const *given, Py_ssize_t count, const size_t *widths, Given *held) {
    Py_ssize_t n = 0;
    while (n < count && take(given[n], widths[n], &held[n])) n++;
    return n;
}

static void release(Given *held, Py_ssize_t count) {
    while (count > 0) PyBuffer_Release(&held[--count].buffer);
}

/* openings(words, first, second, rows, width): see index/analysis/numbering.py. */
PyObject *openings(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    static const size_t widths[] = {4, 2, 2, 1};
    Given held[4];
    PyObject *made = NULL;
    if (count != 5) {
        PyErr_SetString(PyExc_TypeError, "openings takes words, which may be first and second, rows and their width");
        return NULL;
    }
    Py_ssize_t width = PyLong_AsSsize_t(given[4]);
    if (width == -1 && PyErr_Occurred()) return NULL;
    Py_ssize_t number = taken(given, 4, widths, held);
    if (number < 4) goto end;
    const uint32_t *words = held[0].buffer.buf;
    const uint16_t *first = held[1].buffer.buf, *second = held[2].buffer.buf;
    const uint8_t *rows = held[3].buffer.buf;
    Py_ssize_t known = held[1].count < held[2].count ? held[1].count : held[2].count, kept = 0;
    int64_t *places = PyMem_Malloc((size_t)(held[0].count + 1) * sizeof(int64_t));
    if (places == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t n = 0; n < held[0].count; n++) {
        if ((Py_ssize_t)words[n] >= known) {
            PyErr_SetString(PyExc_IndexError, "openings: a word that is not known");
            break;
        }
        if (n == 0 || !second[words[n]] || !first[words[n - 1]]) continue;
        Py_ssize_t at = first[words[n - 1]] * width + second[words[n]];
        if (width < 0 || at >= held[3].count) {
            PyErr_SetString(PyExc_IndexError, "openings: a word beyond the rows");
            break;
        }
        places[kept] = n - 1;
        kept += rows[at] != 0;
    }
    if (!PyErr_Occurred()) made = PyBytes_FromStringAndSize((const char *)places, kept * (Py_ssize_t)sizeof(int64_t));
    PyMem_Free(places);
end:
    release(held, number);
    return made;
}

/* What is known of a word. */
typedef struct {
    uint64_t hash, factor, space, unused;
} Known;

/* The hash of a run of words out of theirs, made even; see WordHashes in index/signature.py. */
static inline uint32_t run_of(const uint32_t *words, Py_ssize_t length, const Known *known, uint64_t mixing) {
    uint64_t run = known[words[length - 1]].hash - known[words[length - 1]].space;
    for (Py_ssize_t n = length - 2; n >= 0; n--) run = run * known[words[n]].factor + known[words[n]].hash;
    run ^= run >> 32;
    run *= mixing;
    return (uint32_t)(run >> 32);
}

/* Let each order have the run if it is the smallest so far. */
static inline __attribute__((always_inline)) void lowered(
    const uint32_t *words, int64_t runs, Py_ssize_t shingle, const Known *known, uint64_t mixing, const uint32_t *orders,
    const uint32_t *addends, uint32_t *least
) {
    for (int64_t at = 0; at < runs; at++) {
        uint32_t run = run_of(words + at, shingle, known, mixing);
        for (int place = 0; place < PLACES; place++) {
            uint32_t value = (run ^ addends[place]) * orders[place];
            least[place] = value < least[place] ? value : least[place];
        }
    }
}

typedef void Lowered(const uint32_t *, int64_t, Py_ssize_t, const Known *, uint64_t, const uint32_t *, const uint32_t *,
                     uint32_t *);

static void lowered_anywhere(const uint32_t *words, int64_t runs, Py_ssize_t shingle, const Known *known, uint64_t mixing,
                             const uint32_t *orders, const uint32_t *addends, uint32_t *least) {
    lowered(words, runs, shingle, known, mixing, orders, addends, least);
}

#if defined(__x86_64__) && defined(__GNUC__)
/* Eight numbers at a time, which the baseline of the architecture multiplies and compares in a dozen steps. */
__attribute__((target("avx2"))) static void lowered_by_avx2(
    const uint32_t *words, int64_t runs, Py_ssize_t shingle, const Known *known, uint64_t mixing, const uint32_t *orders,
    const uint32_t *addends, uint32_t *least
) {
    lowered(words, runs, shingle, known, mixing, orders, addends, least);
}

static Lowered *lowered_here(void) { return __builtin_cpu_supports("avx2") ? lowered_by_avx2 : lowered_anywhere; }
#else
static Lowered *lowered_here(void) { return lowered_anywhere; }
#endif

static int all_known(const Given *words, const Given *known) {
    const uint32_t *word = words->buffer.buf;
    for (Py_ssize_t n = 0; n < words->count; n++) {
        if ((Py_ssize_t)word[n] >= known->count / 4) return 0;
    }
    return 1;
}

static int within(const Given *starts, Py_ssize_t total) {
    const int64_t *start = starts->buffer.buf;
    for (Py_ssize_t n = 0; n < starts->count; n++) {
        if (start[n] < (n ? start[n - 1] : 0) || start[n] > total) return 0;
    }
    return 1;
}

/* smallest(words, starts, known, orders, addends, shingle, shortest, mixing): see index/signature.py. */
PyObject *smallest(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    static const size_t widths[] = {4, 8, 8, 4, 4};
    Given held[5];
    PyObject *made = NULL;
    if (count != 8) {
        PyErr_SetString(PyExc_TypeError, "smallest takes five arrays and three numbers");
        return NULL;
    }
    Py_ssize_t shingle = PyLong_AsSsize_t(given[5]), shortest = PyLong_AsSsize_t(given[6]);
    uint64_t mixing = PyLong_AsUnsignedLongLong(given[7]);
    if (PyErr_Occurred()) return NULL;
    Py_ssize_t number = taken(given, 5, widths, held);
    if (number < 5) goto end;
    if (held[3].count != PLACES || held[4].count != PLACES || shingle < 1 || shortest < shingle) {
        PyErr_SetString(PyExc_ValueError, "smallest: 32 orders are needed, and texts no shorter than a run");
        goto end;
    }
    if (!all_known(&held[0], &held[2]) || !within(&held[1], held[0].count)) {
        PyErr_SetString(PyExc_IndexError, "smallest: a number leads out of an array");
        goto end;
    }
    Lowered *lower = lowered_here();
    const uint32_t *words = held[0].buffer.buf;
    const int64_t *starts = held[1].buffer.buf;
    made = PyList_New(held[1].count ? held[1].count - 1 : 0);
    for (Py_ssize_t text = 0; made != NULL && text + 1 < held[1].count; text++) {
        int64_t length = starts[text + 1] - starts[text];
        uint32_t least[PLACES];
        uint8_t written[2 * PLACES];
        memset(least, 0xFF, sizeof least);
        if (length >= shortest) {
            lower(words + starts[text], length - shingle + 1, shingle, held[2].buffer.buf, mixing, held[3].buffer.buf,
                  held[4].buffer.buf, least);
        }
        for (int place = 0; place < PLACES; place++) {
            written[2 * place] = (uint8_t)least[place];
            written[2 * place + 1] = (uint8_t)(least[place] >> 8);
        }
        PyObject *one = PyBytes_FromStringAndSize((const char *)written, length >= shortest ? 2 * PLACES : 0);
        if (one == NULL) Py_CLEAR(made);
        else PyList_SET_ITEM(made, text, one);
    }
end:
    release(held, number);
    return made;
}
