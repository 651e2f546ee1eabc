/* Where phrases stand: from the places of the rarest word in a block of documents, each other word looked for beside
 * those that are left. */

#include "kernels.h"

/* For one posting in so many the place of its first position is written down (see inversion.py). */
#define MARKED 64
/* The most words of a phrase. */
#define WORDS 64
/* A stretch with at most so many postings for each place in question is gone through as a whole. */
#define TABLED 12

/* A number for each document of a block, whatever it was last; and where the positions of postings begin. */
static Scratch by_document, begins;

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

/* Documents and positions of the first word, from which the phrase may go on; the first `kept` are those of the phrase. */
typedef struct {
    uint32_t *held;
    int64_t *stood;
    npy_intp kept;
    size_t fits;
} Places;

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

/* Go on to the document among those to look at; return whether it is one of them. */
static inline int looked_at(Within *within, uint32_t document) {
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
    if (word->holders.plain.at != NULL) {
        PyErr_SetString(PyExc_TypeError, "phrase: holders are packed lists");
        return 0;
    }
    if (word->start >= 0 && word->start + word->holders.count <= field->codes.count) return 1;
    PyErr_SetString(PyExc_ValueError, "phrase: postings beyond the field");
    return 0;
}

/* Make room for so many places more. */
static int grown_by(Places *places, size_t more) {
    size_t wanted = (size_t)places->kept + more;
    if (wanted <= places->fits) return 1;
    wanted = wanted * 2 + 1024;
    uint32_t *wider = realloc(places->held, wanted * sizeof(uint32_t));
    if (wider == NULL) return 0;
    places->held = wider;
    int64_t *longer = realloc(places->stood, wanted * sizeof(int64_t));
    if (longer == NULL) return 0;
    places->stood = longer;
    places->fits = wanted;
    return 1;
}

/* A word's stretch of documents in tables: the posting of each document, and where its positions begin. What stands at
 * other documents is whatever it was last, so that a posting counts if it is the document's. */
typedef struct {
    const uint16_t *lower; /* the documents, NULL without tables */
    npy_intp size, base;
    uint16_t *ranks;
    uint32_t *begins;
} Tables;

/* Go through a stretch of at most 1 << 16 postings once; return 0 where it has too many positions, or is damaged. */
LOOP int laid_in_tables(Field *field, Word *word, Tables *tables, int usual) {
    const List *list = &word->holders;
    const uint16_t *lower = list->lower + list->from;
    npy_intp size = list->end - list->from, first = word->start + list->from;
    uint64_t sum = 0;
    for (npy_intp j = 0; j < size; j++) {
        tables->ranks[lower[j]] = (uint16_t)j;
        tables->begins[j] = (uint32_t)sum;
        sum += (uint64_t)frequency(field, first + j, usual);
    }
    tables->begins[size] = (uint32_t)sum;
    tables->base = standing(field, word, first, usual);
    if (tables->base < 0 || (uint64_t)tables->base + sum > (uint64_t)field->positions.count) field->damaged = 1;
    if (field->damaged || sum > UINT32_MAX) return 0;
    tables->lower = lower;
    tables->size = size;
    return 1;
}

/* Return the place of a document's posting in its stretch, or that of none behind the last one. */
static inline npy_intp rank_in(const Tables *tables, uint32_t document) {
    npy_intp rank = tables->ranks[document & 0xFFFF];
    return rank < tables->size && tables->lower[rank] == (uint16_t)document ? rank : tables->size;
}

/* Postings at a time whose documents are asked about before any of their positions is read. */
#define AHEAD 512

/* Postings of the documents to look at: document, place of the first position, and how many these are. */
typedef struct {
    uint32_t held[AHEAD], sizes[AHEAD];
    npy_intp from[AHEAD];
} Asked;

/* Pick, of the next postings of the first word's stretch, those of documents to look at in which the second word stands,
 * too, if it is in tables; return how many these are. Which they are cannot be guessed, so that all are written down, and
 * the next one over those that are not wanted. */
LOOP npy_intp asked(Field *field, const Word *first, npy_intp at, npy_intp end, Within *within, const Tables *second,
                    npy_intp *place, Asked *wanted, int usual) {
    const uint16_t *lower = first->holders.lower;
    uint32_t upper = first->holders.block << 16;
    npy_intp kept = 0;
    for (; at < end; at++) {
        uint32_t document = upper | lower[at];
        uint32_t size = (uint32_t)frequency(field, first->start + at, usual);
        wanted->held[kept] = document;
        wanted->from[kept] = *place;
        wanted->sizes[kept] = size;
        *place += (npy_intp)size;
        kept += looked_at(within, document) & (second->lower == NULL || rank_in(second, document) < second->size);
    }
    return kept;
}

/* Write down where the first word stands in the documents of its stretch, behind what is kept; return how many places
 * these are, or -1 without memory. */
LOOP npy_intp begun(Field *field, Word *first, Within *within, const Tables *second, Places *places, int usual) {
    const List *list = &first->holders;
    npy_intp found = 0, place = list->from < list->end ? standing(field, first, first->start + list->from, usual) : 0;
    Asked wanted;
    for (npy_intp at = list->from; at < list->end; at += AHEAD) {
        npy_intp last = at + AHEAD < list->end ? at + AHEAD : list->end, begin = place;
        npy_intp kept = asked(field, first, at, last, within, second, &place, &wanted, usual);
        if (field->damaged || begin < 0 || place > field->positions.count) {
            field->damaged = 1;
            return 0;
        }
        if (!grown_by(places, (size_t)(found + place - begin))) return -1;
        uint32_t *held = places->held + places->kept;
        int64_t *stood = places->stood + places->kept;
        for (npy_intp n = 0; n < kept; n++) {
            npy_intp from = wanted.from[n], end = from + wanted.sizes[n];
            for (int64_t before = -1; from < end; from++) {
                held[found] = wanted.held[n];
                stood[found] = position_at(field, from, usual);
                found += stood[found] != before;
                before = position_at(field, from, usual);
            }
        }
    }
    return found;
}

typedef int16_t Eight __attribute__((vector_size(16)));

/* Tell whether a number is among the first `count` of sixteen. */
static inline int among_sixteen(const uint16_t *numbers, int16_t wanted, int16_t count) {
    Eight held, more;
    memcpy(&held, numbers, sizeof held);
    memcpy(&more, numbers + 8, sizeof more);
    Eight met = ((held == wanted) & ((Eight){0, 1, 2, 3, 4, 5, 6, 7} < count)) |
                ((more == wanted) & ((Eight){8, 9, 10, 11, 12, 13, 14, 15} < count));
    uint64_t halves[2];
    memcpy(halves, &met, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* Tell whether a position is among those of a document; sixteen are looked at together, which leaves little to guess. */
LOOP int stands_at(const Field *field, npy_intp from, npy_intp end, int64_t wanted, int usual) {
    int met = 0;
    if (usual) {
        if (wanted < 0 || wanted > 0xFFFF) return 0;
        for (; from < end && from + 16 <= field->positions.count; from += 16) {
            const uint16_t *here = (const uint16_t *)field->positions.at + from;
            met |= among_sixteen(here, (int16_t)wanted, (int16_t)(end - from < 16 ? end - from : 16));
        }
    }
    for (; from < end; from++) met |= position_at(field, from, usual) == wanted;
    return met;
}

/* Keep those of the last places from which `delta` away the word stands too, each looked up by itself. */
LOOP npy_intp followed(Field *field, Word *word, Places *places, npy_intp count, int64_t delta, int usual) {
    uint32_t *held = places->held + places->kept, last = 0;
    int64_t *stood = places->stood + places->kept;
    npy_intp kept = 0, from = 0, end = 0;
    for (npy_intp i = 0; i < count; i++) {
        if (!i || held[i] != last) {
            last = held[i];
            from = end = 0;
            if (found_in(&word->holders, &word->next, last)) {
                from = standing(field, word, word->start + word->next, usual);
                end = from + (npy_intp)frequency(field, word->start + word->next, usual);
                if (field->damaged || from < 0 || end > field->positions.count) {
                    field->damaged = 1;
                    return 0;
                }
            }
        }
        held[kept] = last;
        stood[kept] = stood[i];
        kept += stands_at(field, from, end, stood[i] + delta, usual);
    }
    return kept;
}

/* Documents looked up ahead of the one whose positions are read: these lie scattered, and are fetched meanwhile. */
#define FETCHED 12

/* The same where the word's stretch of these documents is in tables: nothing is searched for. */
LOOP npy_intp followed_in_tables(const Field *field, const Tables *tables, Places *places, npy_intp count, int64_t delta,
                                 int usual) {
    uint32_t *held = places->held + places->kept;
    int64_t *stood = places->stood + places->kept;
    npy_intp kept = 0;
    for (npy_intp i = 0; i < count; i++) {
        if (i + FETCHED < count) {
            npy_intp later = tables->base + tables->begins[rank_in(tables, held[i + FETCHED])];
            __builtin_prefetch((const char *)field->positions.at + later * field->positions.width);
        }
        uint32_t document = held[i];
        npy_intp rank = rank_in(tables, document);
        npy_intp from = tables->base + tables->begins[rank];
        npy_intp end = rank < tables->size ? tables->base + tables->begins[rank + 1] : from;
        held[kept] = document;
        stood[kept] = stood[i];
        kept += stands_at(field, from, end, stood[i] + delta, usual);
    }
    return kept;
}

/* Whether a word's stretch is worth tables for so many documents or places. */
static int worth_tables(const Word *word, npy_intp count) {
    npy_intp size = word->holders.end - word->holders.from;
    return size <= 1 << 16 && size <= count * TABLED;
}

/* Write down all places of the phrase, a stretch of the first word's documents after the other; 0: no memory. */
LOOP int sought(Field *field, Word *words, Py_ssize_t count, Within *within, Places *places, int usual) {
    uint16_t *ranks = clean_room(&by_document, (1 << 16) * sizeof(uint16_t));
    uint32_t *sums = room(&begins, ((1 << 16) + 1) * sizeof(uint32_t));
    List *first = &words[0].holders;
    if (ranks == NULL || sums == NULL) return 0;
    for (; first->count && !field->damaged; next_stretch(first)) {
        Tables tables = {NULL, 0, 0, ranks, sums};
        npy_intp found = 0;
        int there = count < 2 || in_block(&words[1].holders, first->block << 16);
        /* Where all documents are looked at, those without the second word are left out before a position is read. */
        int early = there && count > 1 && within->kind == 0 && worth_tables(&words[1], first->end - first->from);
        if (early) laid_in_tables(field, &words[1], &tables, usual);
        if (there && !field->damaged) found = begun(field, &words[0], within, &tables, places, usual);
        if (found < 0) return 0;
        for (Py_ssize_t n = 1; n < count && found && !field->damaged; n++) {
            Word *word = &words[n];
            int64_t delta = word->offset - words[0].offset;
            if (n > 1 || !early) {
                tables.lower = NULL;
                if (!in_block(&word->holders, first->block << 16)) found = 0;
                else if (worth_tables(word, found)) laid_in_tables(field, word, &tables, usual);
            }
            if (tables.lower != NULL) found = followed_in_tables(field, &tables, places, found, delta, usual);
            else if (found && !field->damaged) found = followed(field, word, places, found, delta, usual);
        }
        places->kept += found;
        if (first->end == first->count) break;
    }
    for (npy_intp i = 0; i < places->kept; i++) places->stood[i] -= words[0].offset;
    return 1;
}

/* phrase(codes, marks, positions, frequencies, words, within): see plain.py. */
PyObject *kernel_phrase(PyObject *self, PyObject *const *args, Py_ssize_t given) {
    Field field;
    Within within;
    Word words[WORDS];
    Places places = {0};
    Py_ssize_t read = 0, count = 0;
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
    int good = are_usual(&field) ? sought(&field, words, count, &within, &places, 1)
                                 : sought(&field, words, count, &within, &places, 0);
    if (!good || field.damaged) {
        if (!good) PyErr_NoMemory();
        else PyErr_SetString(PyExc_IndexError, "phrase: postings that lead out of their field");
        goto end;
    }
    PyObject *one = array_of(NPY_UINT32, places.held, places.kept);
    PyObject *other = array_of(NPY_INT64, places.stood, places.kept);
    if (one != NULL && other != NULL) answer = PyTuple_Pack(2, one, other);
    Py_XDECREF(one);
    Py_XDECREF(other);
end:
    free(places.held);
    free(places.stood);
    forget(&within.numbers);
    for (Py_ssize_t n = 0; n < read; n++) forget(&words[n].holders.plain);
    return answer;
}
