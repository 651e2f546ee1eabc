/* Scores of matching documents, and the first of them in order. */

#include "kernels.h"

/* Scores are summed in a window of so many documents, which the nearest caches hold. */
#define WINDOW 8192
/* With fewer than one match in so many documents each match is looked up in every term instead. */
#define DENSE 48
/* A term this many times longer than the matches is searched for each of them. */
#define PROBE 16
/* More hits than this are put in order by numpy. */
#define MOST 256

/* One term's part in the scores: values by posting, or by the posting's code. */
typedef struct {
    List holders;
    Column codes;
    const double *values;
    npy_intp known;
    double factor;
    npy_intp next;
} Part;

static Scratch parts, sums;

/* Whether a code was met that stands for nothing. */
static int damaged;

static inline double value_of(const Part *part, uint64_t code) {
    if (code < (uint64_t)part->known) return part->factor * part->values[code];
    damaged = 1;
    return 0;
}

static inline double value_at(const Part *part, npy_intp place) {
    return value_of(part, part->codes.at == NULL ? (uint64_t)place : column_at(&part->codes, place));
}

static int doubles_of(PyObject *object, const double **values, npy_intp *count) {
    if (!PyArray_Check(object) || PyArray_TYPE((PyArrayObject *)object) != NPY_DOUBLE ||
        !PyArray_IS_C_CONTIGUOUS((PyArrayObject *)object)) {
        PyErr_SetString(PyExc_TypeError, "score: float64 is needed");
        return 0;
    }
    *values = PyArray_DATA((PyArrayObject *)object);
    *count = PyArray_SIZE((PyArrayObject *)object);
    return 1;
}

/* Read (holders, codes or None, values, factor). */
static int part_of(PyObject *tuple, Part *part) {
    if (!PyTuple_Check(tuple) || PyTuple_GET_SIZE(tuple) != 4) {
        PyErr_SetString(PyExc_TypeError, "score: a term is (holders, codes, values, factor)");
        return 0;
    }
    PyObject *codes = PyTuple_GET_ITEM(tuple, 1);
    part->codes.at = NULL;
    part->next = 0;
    part->factor = PyFloat_AsDouble(PyTuple_GET_ITEM(tuple, 3));
    if (PyErr_Occurred() || !doubles_of(PyTuple_GET_ITEM(tuple, 2), &part->values, &part->known)) return 0;
    if (codes != Py_None && !column_of(codes, &part->codes)) return 0;
    if (!list_of(PyTuple_GET_ITEM(tuple, 0), &part->holders)) return 0;
    npy_intp wanted = codes == Py_None ? part->known : part->codes.count;
    if (wanted == part->holders.count) return 1;
    PyErr_SetString(PyExc_ValueError, "score: as many values or codes as holders are needed");
    return 0;
}

/* Add a term's part to the score of each document that holds it. */
static void looked_up(Part *part, const Numbers *documents, double *out) {
    npy_intp j = 0;
    for (npy_intp i = 0; i < documents->count && j < part->holders.count; i++) {
        if (found_in(&part->holders, &j, documents->at[i])) out[i] += value_at(part, j);
    }
}

#define SUM(holders, below, value)                                                                                    \
    for (; j < end && (uint32_t)(holders)[j] - (below) < WINDOW; j++) sum[(holders)[j] - (below)] += value

#define SUM_CODES(holders, below)                                                                                     \
    do {                                                                                                              \
        const Column *codes = &part->codes;                                                                           \
        if (codes->at == NULL) SUM(holders, below, value_of(part, (uint64_t)j));                                      \
        else if (codes->width == 1) SUM(holders, below, value_of(part, ((const uint8_t *)codes->at)[j]));             \
        else if (codes->width == 2) SUM(holders, below, value_of(part, ((const uint16_t *)codes->at)[j]));            \
        else SUM(holders, below, value_of(part, column_at(codes, j)));                                                \
    } while (0)

/* Add a term's part to the sums of the window that begins with `first`; a window lies within one block. */
static void gone_through(Part *part, uint32_t first, double *sum) {
    List *list = &part->holders;
    npy_intp j = part->next, end = list->count;
    if (list->plain.at != NULL) {
        const uint32_t *holders = list->plain.at;
        j = reach(holders, j, end, first);
        SUM_CODES(holders, first);
    } else if (in_block(list, first)) {
        uint32_t below = first & 0xFFFF;
        const uint16_t *lower = list->lower;
        end = list->end;
        j = reach_lower(lower, j < list->from ? list->from : j, end, (uint16_t)below);
        SUM_CODES(lower, below);
    }
    part->next = j;
}

/* Sum in windows; `out` holds what the sums begin with. */
static void summed(Part *terms, Py_ssize_t count, const Numbers *documents, double *out, double *sum) {
    for (npy_intp i = 0, end; i < documents->count; i = end) {
        uint32_t first = documents->at[i] - documents->at[i] % WINDOW;
        memset(sum, 0, WINDOW * sizeof(double));
        for (end = i; end < documents->count && documents->at[end] - first < WINDOW; end++) {
            sum[documents->at[end] - first] = out[end];
        }
        for (Py_ssize_t n = 0; n < count; n++) {
            Part *part = &terms[n];
            if ((end - i) * PROBE * 8 < WINDOW && part->holders.count > documents->count * PROBE) {
                for (npy_intp k = i; k < end; k++) {
                    if (found_in(&part->holders, &part->next, documents->at[k])) {
                        sum[documents->at[k] - first] += value_at(part, part->next);
                    }
                }
            } else {
                gone_through(part, first, sum);
            }
        }
        for (npy_intp k = i; k < end; k++) out[k] = sum[documents->at[k] - first];
    }
}

/* score(documents, size, begun, terms): see plain.py. */
PyObject *kernel_score(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Numbers documents = {0};
    PyObject *answer = NULL;
    Part *terms = NULL;
    Py_ssize_t read = 0, count = 0;
    if (!takes("score", given, 4) || !numbers_of(args[0], &documents)) goto end;
    npy_intp size = PyLong_AsSsize_t(args[1]);
    if (PyErr_Occurred()) goto end;
    if (!PyList_Check(args[3])) {
        PyErr_SetString(PyExc_TypeError, "score: a list of terms is needed");
        goto end;
    }
    count = PyList_GET_SIZE(args[3]);
    terms = room(&parts, (size_t)(count + 1) * sizeof(Part));
    double *sum = room(&sums, WINDOW * sizeof(double));
    if (terms == NULL || sum == NULL) goto end;
    for (; read < count; read++) {
        terms[read].holders.plain.own = NULL;
        if (!part_of(PyList_GET_ITEM(args[3], read), &terms[read])) {
            read++;
            goto end;
        }
    }
    answer = PyArray_SimpleNew(1, &documents.count, NPY_DOUBLE);
    if (answer == NULL) goto end;
    double *out = PyArray_DATA((PyArrayObject *)answer);
    memset(out, 0, (size_t)documents.count * sizeof(double));
    if (args[2] != Py_None) {
        const double *begun;
        npy_intp known;
        if (!doubles_of(args[2], &begun, &known) || known != documents.count) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "score: as many beginnings as documents");
            Py_CLEAR(answer);
            goto end;
        }
        memcpy(out, begun, (size_t)known * sizeof(double));
    }
    damaged = 0;
    if (documents.count * DENSE < size) {
        for (Py_ssize_t n = 0; n < count; n++) looked_up(&terms[n], &documents, out);
    } else {
        summed(terms, count, &documents, out, sum);
    }
    if (damaged) {
        PyErr_SetString(PyExc_IndexError, "score: a code that stands for nothing");
        Py_CLEAR(answer);
    }
end:
    for (Py_ssize_t n = 0; n < read; n++) forget(&terms[n].holders.plain);
    forget(&documents);
    return answer;
}

/* Return what orders hits: the higher score first, then the lower rank. */
static inline int64_t key_of(float score, uint32_t rank) {
    int32_t bits;
    memcpy(&bits, &score, sizeof bits);
    uint64_t major = (uint64_t)(int64_t)~(bits ^ ((bits >> 31) & 0x7FFFFFFF));
    return (int64_t)(major << 32 | rank);
}

/* first(scores, documents, ranks, wanted): see plain.py. */
PyObject *kernel_first(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Numbers documents = {0};
    Column ranks;
    PyObject *answer = NULL;
    if (!takes("first", given, 4) || !numbers_of(args[1], &documents) || !column_of(args[2], &ranks)) goto end;
    npy_intp wanted = PyLong_AsSsize_t(args[3]), kept = 0;
    if (PyErr_Occurred()) goto end;
    if (!PyArray_Check(args[0]) || PyArray_TYPE((PyArrayObject *)args[0]) != NPY_FLOAT ||
        !PyArray_IS_C_CONTIGUOUS((PyArrayObject *)args[0]) ||
        PyArray_SIZE((PyArrayObject *)args[0]) != documents.count || wanted < 0 || wanted > MOST) {
        PyErr_SetString(PyExc_ValueError, "first: float32 scores of the documents, and at most 256 wanted");
        goto end;
    }
    const float *scores = PyArray_DATA((PyArrayObject *)args[0]);
    int64_t keys[MOST + 1], places[MOST + 1];
    float least = 0;
    for (npy_intp i = 0; wanted && i < documents.count; i++) {
        if (kept == wanted && scores[i] < least) continue;
        if (documents.at[i] >= (uint64_t)ranks.count) {
            PyErr_SetString(PyExc_IndexError, "first: a document without a rank");
            goto end;
        }
        int64_t key = key_of(scores[i], (uint32_t)column_at(&ranks, documents.at[i]));
        npy_intp place = kept;
        if (kept == wanted) {
            if (key >= keys[kept - 1]) continue;
            place = kept - 1;
        } else {
            kept++;
        }
        for (; place && keys[place - 1] > key; place--) {
            keys[place] = keys[place - 1];
            places[place] = places[place - 1];
        }
        keys[place] = key;
        places[place] = i;
        least = scores[places[kept - 1]];
    }
    answer = array_of(NPY_INT64, places, kept);
end:
    forget(&documents);
    return answer;
}
