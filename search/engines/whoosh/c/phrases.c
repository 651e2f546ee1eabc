/* Where phrases stand: from the documents of the rarest word, each other word looked for beside it. */

#include "kernels.h"

/* For one posting in so many the place of its first position is written down (see inversion.py). */
#define MARKED 64
/* The most words of a phrase. */
#define WORDS 64

/* The postings of a whole field. */
typedef struct {
    Column codes, marks, positions, frequencies;
    int damaged; /* a number led out of an array */
} Field;

/* The documents to look at: a mask, ascending numbers, or neither for all. */
typedef struct {
    Column mask;
    Numbers numbers;
    npy_intp next;
    int kind; /* 0: all, 1: mask, 2: numbers */
} Within;

/* One word: where its postings begin, its holders, its offset, and the posting whose positions were found last. */
typedef struct {
    List holders;
    npy_intp start, next, last, standing;
    int64_t offset;
} Word;

/* The loops are compiled twice: for numbers of any width, and for those of nearly every field of a large index (`usual`:
 * codes, positions and frequencies of two bytes), where asking for the width takes as long as the rest. */
#define LOOP static inline __attribute__((always_inline))

static int are_usual(const Field *field) {
    return field->codes.width == 2 && field->positions.width == 2 && field->frequencies.width == 2;
}

LOOP int64_t position_at(const Field *field, npy_intp place, int usual) {
    return usual ? ((const uint16_t *)field->positions.at)[place] : (int64_t)column_at(&field->positions, place);
}

LOOP int64_t frequency(Field *field, npy_intp posting, int usual) {
    uint64_t code = usual ? ((const uint16_t *)field->codes.at)[posting] : column_at(&field->codes, posting);
    if (code >= (uint64_t)field->frequencies.count) {
        field->damaged = 1;
        return 0;
    }
    return usual ? ((const uint16_t *)field->frequencies.at)[code]
                 : (int64_t)column_at(&field->frequencies, (npy_intp)code);
}

/* Return the place of the first position of a posting: counted on from the mark before it, or from the last one. */
LOOP npy_intp standing(Field *field, Word *word, npy_intp posting, int usual) {
    npy_intp from = posting / MARKED * MARKED, place;
    if (word->last >= from && word->last <= posting) {
        from = word->last;
        place = word->standing;
    } else if (posting / MARKED < field->marks.count) {
        place = (npy_intp)column_at(&field->marks, posting / MARKED);
    } else {
        field->damaged = 1;
        return 0;
    }
    for (; from < posting; from++) place += frequency(field, from, usual);
    word->last = posting;
    word->standing = place;
    return place;
}

/* Go on to the document in every other word; return whether all hold it. */
static int all_hold(Word *words, Py_ssize_t count, uint32_t document) {
    for (Py_ssize_t n = 1; n < count; n++) {
        Word *word = &words[n];
        if (!found_in(&word->holders, &word->next, document)) return 0;
    }
    return 1;
}

/* Write down the places of the phrase in a document that all words hold; return how many. */
LOOP npy_intp met(
    Field *field, Word *words, Py_ssize_t count, npy_intp *from, npy_intp *end, int64_t *out, int usual
) {
    npy_intp kept = 0;
    for (Py_ssize_t n = 0; n < count; n++) {
        npy_intp posting = words[n].start + words[n].next;
        from[n] = standing(field, &words[n], posting, usual);
        end[n] = from[n] + (npy_intp)frequency(field, posting, usual);
        if (from[n] < 0 || end[n] > field->positions.count) field->damaged = 1;
    }
    if (field->damaged) return 0;
    int64_t before = -1;
    for (npy_intp i = from[0]; i < end[0]; i++) {
        int64_t position = position_at(field, i, usual);
        if (position == before) continue;
        before = position;
        Py_ssize_t n = 1;
        for (; n < count; n++) {
            int64_t wanted = position + words[n].offset - words[0].offset;
            npy_intp place = from[n];
            while (place < end[n] && position_at(field, place, usual) < wanted) place++;
            from[n] = place;
            if (place == end[n]) return kept;
            if (position_at(field, place, usual) != wanted) break;
        }
        if (n == count) out[kept++] = position - words[0].offset;
    }
    return kept;
}

/* Go on to the document among those to look at; return whether it is one of them. */
static int looked_at(Within *within, uint32_t document) {
    if (within->kind == 0) return 1;
    if (within->kind == 1) {
        return document < (uint64_t)within->mask.count && ((const uint8_t *)within->mask.at)[document];
    }
    within->next = reach(within->numbers.at, within->next, within->numbers.count, document);
    return within->next < within->numbers.count && within->numbers.at[within->next] == document;
}

static int within_of(PyObject *object, Within *within) {
    within->kind = 0;
    within->next = 0;
    within->numbers.own = NULL;
    if (object == Py_None) return 1;
    within->kind = PyArray_Check(object) && PyArray_TYPE((PyArrayObject *)object) == NPY_BOOL ? 1 : 2;
    return within->kind == 1 ? column_of(object, &within->mask) : numbers_of(object, &within->numbers);
}

static int field_of(PyObject *const *args, Field *field) {
    field->damaged = 0;
    return column_of(args[0], &field->codes) && column_of(args[1], &field->marks) &&
           column_of(args[2], &field->positions) && column_of(args[3], &field->frequencies);
}

/* Read (holders, first posting, offset). */
static int word_of(PyObject *tuple, Word *word, const Field *field) {
    if (!PyTuple_Check(tuple) || PyTuple_GET_SIZE(tuple) != 3) {
        PyErr_SetString(PyExc_TypeError, "phrase: a word is (holders, first posting, offset)");
        return 0;
    }
    word->next = word->standing = 0;
    word->last = -1;
    word->start = PyLong_AsSsize_t(PyTuple_GET_ITEM(tuple, 1));
    word->offset = PyLong_AsLongLong(PyTuple_GET_ITEM(tuple, 2));
    if (PyErr_Occurred() || !list_of(PyTuple_GET_ITEM(tuple, 0), &word->holders)) return 0;
    if (word->start >= 0 && word->start + word->holders.count <= field->codes.count) return 1;
    PyErr_SetString(PyExc_ValueError, "phrase: postings beyond the field");
    return 0;
}

/* Write down all places of the phrase in documents that hold the first word; return how many, or -1. */
LOOP npy_intp sought(
    Field *field, const Numbers *first, Word *words, Py_ssize_t count, Within *within, uint32_t **held,
    int64_t **stood, int usual
) {
    npy_intp kept = 0, from[WORDS], end[WORDS];
    size_t fits = 0;
    for (npy_intp i = 0; i < first->count; i++) {
        uint32_t document = first->at[i];
        if (!looked_at(within, document) || !all_hold(words, count, document)) continue;
        words[0].next = i;
        size_t wanted = (size_t)kept + (size_t)frequency(field, words[0].start + i, usual);
        if (wanted > fits) {
            size_t more = wanted * 2 + 1024;
            uint32_t *wider = realloc(*held, more * sizeof(uint32_t));
            if (wider == NULL) return -1;
            *held = wider;
            int64_t *longer = realloc(*stood, more * sizeof(int64_t));
            if (longer == NULL) return -1;
            *stood = longer;
            fits = more;
        }
        npy_intp found = met(field, words, count, from, end, *stood + kept, usual);
        for (npy_intp k = 0; k < found; k++) (*held)[kept + k] = document;
        kept += found;
    }
    return kept;
}

/* phrase(codes, marks, positions, frequencies, words, within): see plain.py. */
PyObject *kernel_phrase(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Field field;
    Within within;
    Word words[WORDS];
    Numbers first = {0};
    Py_ssize_t read = 0, count = 0;
    uint32_t *held = NULL;
    int64_t *stood = NULL;
    PyObject *answer = NULL;
    if (!takes("phrase", given, 6) || !field_of(args, &field) || !within_of(args[5], &within)) return NULL;
    if (!PyList_Check(args[4]) || PyList_GET_SIZE(args[4]) < 1 || PyList_GET_SIZE(args[4]) > WORDS) {
        PyErr_SetString(PyExc_ValueError, "phrase: a list of 1 to 64 words is needed");
        goto end;
    }
    count = PyList_GET_SIZE(args[4]);
    for (; read < count; read++) {
        words[read].holders.plain.own = NULL;
        if (!word_of(PyList_GET_ITEM(args[4], read), &words[read], &field)) {
            read++;
            goto end;
        }
    }
    if (!numbers_of(PyTuple_GET_ITEM(PyList_GET_ITEM(args[4], 0), 0), &first)) goto end;
    npy_intp kept = are_usual(&field) ? sought(&field, &first, words, count, &within, &held, &stood, 1)
                                      : sought(&field, &first, words, count, &within, &held, &stood, 0);
    if (kept < 0 || field.damaged) {
        if (kept < 0) PyErr_NoMemory();
        else PyErr_SetString(PyExc_IndexError, "phrase: postings that lead out of their field");
        goto end;
    }
    PyObject *one = array_of(NPY_UINT32, held, kept), *other = array_of(NPY_INT64, stood, kept);
    if (one != NULL && other != NULL) answer = PyTuple_Pack(2, one, other);
    Py_XDECREF(one);
    Py_XDECREF(other);
end:
    free(held);
    free(stood);
    forget(&within.numbers);
    forget(&first);
    for (Py_ssize_t n = 0; n < read; n++) forget(&words[n].holders.plain);
    return answer;
}
