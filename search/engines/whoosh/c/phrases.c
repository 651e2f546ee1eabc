/* Where phrases stand: from the places of the rarest word in a block of documents, each other word looked for beside
 * those that are left. */

#include "standing.h"

/* The most words of a phrase. */
#define WORDS 64

/* A number for each document of a block, whatever it was last; and where the positions of postings begin. */
static Scratch by_document, begins;

/* The documents to look at: a mask, ascending numbers, or neither for all. */
typedef struct {
    Column mask;
    Numbers numbers;
    npy_intp next;
    int kind; /* 0: all, 1: mask, 2: numbers */
} Within;

/* Documents and positions of the first word, from which the phrase may go on; the first `kept` are those of the phrase. */
typedef struct {
    uint32_t *held;
    int64_t *stood;
    npy_intp kept;
    size_t fits;
} Places;

/* The room of the places of one phrase is that of the next, up to so many: else the system clears it anew each time. */
#define SPARED ((size_t)1 << 18)
static Places spare;

static Places taken(void) {
    Places places = spare;
    spare = (Places){0};
    places.kept = 0;
    return places;
}

static void given_back(const Places *places) {
    if (!spare.fits && places->fits <= SPARED) {
        spare = *places;
    } else {
        free(places->held);
        free(places->stood);
    }
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

/* Postings at a time whose documents are asked about before any of their positions is read. */
#define AHEAD 512

/* Postings of the documents to look at: document, place of the first position after that of the first posting that was
 * gone through, and how many positions there are. */
typedef struct {
    uint32_t held[AHEAD], from[AHEAD], sizes[AHEAD];
} Asked;

/* Pick, of the next postings of the first word's stretch, those of documents to look at in which the second word stands,
 * too, if it is in tables; return how many these are. Which they are cannot be guessed, so that all are written down, and
 * the next one over those that are not wanted. */
LOOP npy_intp asked(Field *field, const Word *first, npy_intp at, npy_intp end, Within *within, const Tables *second,
                    Asked *wanted, uint64_t *passed, int usual) {
    const uint16_t *lower = first->holders.lower;
    uint32_t upper = first->holders.block << 16;
    npy_intp kept = 0;
    *passed = 0;
    for (; at < end; at++) {
        uint32_t document = upper | lower[at];
        uint32_t size = (uint32_t)frequency(field, first->start + at, usual);
        wanted->held[kept] = document;
        wanted->from[kept] = (uint32_t)*passed;
        wanted->sizes[kept] = size;
        *passed += size;
        kept += looked_at(within, document) & (second->ranks == NULL || rank_in(second, document) < second->size);
    }
    return *passed > UINT32_MAX ? (field->damaged = 1, 0) : kept;
}

/* The same for all documents in which the second word stands, numbers being of the usual width. */
APART npy_intp asked_apart(const uint16_t *lower, const uint16_t *codes, npy_intp count, uint32_t upper,
                           const uint16_t *frequencies, const uint16_t *ranks, Asked *wanted, uint64_t *passed) {
    npy_intp kept = 0;
    uint32_t place = 0;
    for (npy_intp i = 0; i < count; i++) {
        uint32_t size = frequencies[codes[i]];
        wanted->held[kept] = upper | lower[i];
        wanted->from[kept] = place;
        wanted->sizes[kept] = size;
        place += size;
        kept += ranks[lower[i]] != NONE;
    }
    *passed = place;
    return kept;
}

/* Write down where the first word stands in the documents of its stretch, behind what is kept; return how many places
 * these are, or -1 without memory. */
LOOP npy_intp begun(Field *field, Word *first, Within *within, const Tables *second, Places *places, int usual) {
    const List *list = &first->holders;
    npy_intp found = 0, place = list->from < list->end ? standing(field, first, first->start + list->from, usual) : 0;
    Asked wanted;
    for (npy_intp at = list->from; at < list->end; at += AHEAD) {
        npy_intp last = at + AHEAD < list->end ? at + AHEAD : list->end, begin = place, kept;
        uint64_t passed = 0;
        if (usual && within->kind == 0 && second->ranks != NULL) {
            const uint16_t *codes = usual_codes(field, first->start + at, last - at);
            kept = codes == NULL ? 0 : asked_apart(list->lower + at, codes, last - at, list->block << 16,
                                                   (const uint16_t *)field->frequencies.at, second->ranks, &wanted, &passed);
        } else {
            kept = asked(field, first, at, last, within, second, &wanted, &passed, usual);
        }
        if (field->damaged || begin < 0 || passed > (uint64_t)(field->positions.count - begin)) {
            field->damaged = 1;
            return 0;
        }
        place += (npy_intp)passed;
        if (!grown_by(places, (size_t)(found + place - begin))) return -1;
        uint32_t *held = places->held + places->kept;
        int64_t *stood = places->stood + places->kept;
        for (npy_intp n = 0; n < kept; n++) {
            npy_intp from = begin + wanted.from[n], end = from + wanted.sizes[n];
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

/* Documents that are looked up before the positions of the first of them are read: these lie scattered, and are fetched
 * meanwhile. */
#define TOGETHER 64

/* Keep those of the last places from which `delta` away the word stands too, each looked up by itself. */
LOOP npy_intp followed(Field *field, Word *word, Places *places, npy_intp count, int64_t delta, int usual) {
    uint32_t *held = places->held + places->kept;
    int64_t *stood = places->stood + places->kept;
    npy_intp kept = 0, from[TOGETHER], end[TOGETHER];
    for (npy_intp i = 0, last = 0; i < count;) {
        npy_intp documents = 0;
        for (; last < count; last++) {
            if (last > i && held[last] == held[last - 1]) continue;
            if (documents == TOGETHER) break;
            npy_intp begin = 0, size = 0;
            if (found_near(&word->holders, &word->next, held[last])) {
                begin = standing(field, word, word->start + word->next, usual);
                size = (npy_intp)frequency(field, word->start + word->next, usual);
                if (field->damaged || begin < 0 || size > field->positions.count - begin) {
                    field->damaged = 1;
                    return 0;
                }
                __builtin_prefetch((const char *)field->positions.at + begin * field->positions.width);
            }
            from[documents] = begin;
            end[documents++] = begin + size;
        }
        uint32_t document = held[i];
        for (npy_intp number = 0; i < last; i++) {
            number += held[i] != document;
            document = held[i];
            held[kept] = document;
            stood[kept] = stood[i];
            kept += stands_at(field, from[number], end[number], stood[i] + delta, usual);
        }
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

/* Write down all places of the phrase, a stretch of the first word's documents after the other; 0: no memory. */
LOOP int sought(Field *field, Word *words, Py_ssize_t count, Within *within, Places *places, int usual) {
    uint16_t *ranks = room(&by_document, (1 << 16) * sizeof(uint16_t));
    uint32_t *sums = room(&begins, ((1 << 16) + 1) * sizeof(uint32_t));
    List *first = &words[0].holders;
    if (ranks == NULL || sums == NULL) return 0;
    for (; first->count && !field->damaged; next_stretch(first)) {
        Tables tables = {0, 0, first->lower[first->end - 1], NULL, sums};
        npy_intp found = 0;
        int there = count < 2 || in_block(&words[1].holders, first->block << 16);
        /* Where all documents are looked at, those without the second word are left out before a position is read. */
        int early = there && count > 1 && within->kind == 0 && worth_tables(&words[1], first->end - first->from);
        if (early) laid_in_tables(field, &words[1], &tables, ranks, usual);
        if (there && !field->damaged) found = begun(field, &words[0], within, &tables, places, usual);
        if (found < 0) return 0;
        for (Py_ssize_t n = 1; n < count && found && !field->damaged; n++) {
            Word *word = &words[n];
            int64_t delta = word->offset - words[0].offset;
            if (n > 1 || !early) {
                tables.ranks = NULL;
                if (!in_block(&word->holders, first->block << 16)) found = 0;
                else if (worth_tables(word, found)) laid_in_tables(field, word, &tables, ranks, usual);
            }
            if (tables.ranks != NULL) found = followed_in_tables(field, &tables, places, found, delta, usual);
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
    Places places = taken();
    Py_ssize_t read = 0, count = 0;
    PyObject *answer = NULL;
    within.numbers.own = NULL;
    if (!takes("phrase", given, 6) || !field_of(args, &field) || !within_of(args[5], &within)) goto end;
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
    given_back(&places);
    forget(&within.numbers);
    for (Py_ssize_t n = 0; n < read; n++) forget(&words[n].holders.plain);
    return answer;
}
