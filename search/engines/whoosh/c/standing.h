/* Where the positions of a word's postings begin: one looked up by itself, or those of a whole stretch in tables. */

#ifndef TELUSUR_STANDING_H
#define TELUSUR_STANDING_H

#include "kernels.h"

/* For one posting in so many the place of its first position is written down (see inversion.py). */
#define MARKED 64
/* A stretch with at most so many postings for each place in question is gone through as a whole. */
#define TABLED 12

/* The postings of a whole field. */
typedef struct {
    Column codes, marks, positions, frequencies;
    int damaged; /* a number led out of an array */
} Field;

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

/* Loops over all postings are functions of their own where numbers are of the usual width: inlined into the rest they find
 * no registers left. Codes are compared with the frequencies beforehand, by the highest of them. */
#define APART static __attribute__((noinline))

APART uint16_t highest(const uint16_t *codes, npy_intp count) {
    uint16_t top = 0;
    for (npy_intp i = 0; i < count; i++) top = codes[i] > top ? codes[i] : top;
    return top;
}

/* Write down where the positions of each posting begin, counted from those of the first; return how many all have. */
APART uint64_t begun_apart(const uint16_t *codes, npy_intp count, const uint16_t *frequencies, uint32_t *begins) {
    uint64_t sum = 0;
    for (npy_intp i = 0; i < count; i++) {
        begins[i] = (uint32_t)sum;
        sum += frequencies[codes[i]];
    }
    return sum;
}

APART uint64_t summed(const uint16_t *codes, npy_intp count, const uint16_t *frequencies) {
    uint64_t sum = 0;
    for (npy_intp i = 0; i < count; i++) sum += frequencies[codes[i]];
    return sum;
}

/* Return the codes of postings of the usual width, or NULL, and the field is damaged, if one leads out of the frequencies. */
static inline const uint16_t *usual_codes(Field *field, npy_intp first, npy_intp count) {
    const uint16_t *codes = (const uint16_t *)field->codes.at + first;
    if (count <= 0 || highest(codes, count) < field->frequencies.count) return codes;
    field->damaged = 1;
    return NULL;
}

/* Postings looked at together around the place where one is guessed to be. */
#define NEAR 16

/* What found_in does, for a list that may be dense: a document is looked for where it would stand if those of its block
 * stood evenly from the last one on. */
static inline int found_near(List *list, npy_intp *place, uint32_t document) {
    uint16_t wanted = (uint16_t)document;
    if (in_block(list, document) && *place >= list->from && *place < list->end && list->lower[*place] < wanted) {
        npy_intp way = wanted - list->lower[*place];
        npy_intp near = *place + (way * (list->end - list->from) >> 16) - NEAR / 2;
        if (near < *place) near = *place;
        if (near + NEAR <= list->end && list->lower[near] <= wanted) {
            const uint16_t *held = list->lower + near;
            npy_intp below = 0;
            for (int n = 0; n < NEAR; n++) below += held[n] < wanted;
            *place = near + below;
            if (below < NEAR) return list->lower[*place] == wanted;
        }
    }
    return found_in(list, place, document);
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
    if (usual && from < posting) {
        const uint16_t *codes = usual_codes(field, from, posting - from);
        if (codes == NULL) return 0;
        place += (npy_intp)summed(codes, posting - from, (const uint16_t *)field->frequencies.at);
    } else {
        for (; from < posting; from++) place += frequency(field, from, usual);
    }
    word->last = posting;
    word->standing = place;
    return place;
}

/* A word's stretch of documents in tables: the posting of each document up to `top`, NONE where it has none, and where its
 * positions begin. */
typedef struct {
    npy_intp size, base;
    uint16_t top; /* no later document of the block is asked about */
    uint16_t *ranks; /* NULL without tables */
    uint32_t *begins;
} Tables;

#define NONE 0xFFFF

APART void ranked(const uint16_t *documents, npy_intp count, uint16_t *ranks, uint16_t top) {
    memset(ranks, 0xFF, ((size_t)top + 1) * sizeof(uint16_t));
    for (npy_intp i = 0; i < count; i++) ranks[documents[i]] = (uint16_t)i;
}

/* Go through a stretch of fewer than 1 << 16 postings once; return 0 where it has too many positions, or is damaged. */
LOOP int laid_in_tables(Field *field, Word *word, Tables *tables, uint16_t *ranks, int usual) {
    const List *list = &word->holders;
    npy_intp size = list->end - list->from, first = word->start + list->from;
    uint64_t sum = 0;
    if (usual) {
        const uint16_t *codes = usual_codes(field, first, size);
        if (codes == NULL) return 0;
        sum = begun_apart(codes, size, (const uint16_t *)field->frequencies.at, tables->begins);
    } else {
        for (npy_intp j = 0; j < size; j++) {
            tables->begins[j] = (uint32_t)sum;
            sum += (uint64_t)frequency(field, first + j, usual);
        }
    }
    tables->begins[size] = (uint32_t)sum;
    tables->base = standing(field, word, first, usual);
    if (tables->base < 0 || (uint64_t)tables->base + sum > (uint64_t)field->positions.count) field->damaged = 1;
    if (field->damaged || sum > UINT32_MAX) return 0;
    ranked(list->lower + list->from, size, ranks, tables->top);
    tables->ranks = ranks;
    tables->size = size;
    return 1;
}

/* Return the place of a document's posting in its stretch, or that of none behind the last one. */
static inline npy_intp rank_in(const Tables *tables, uint32_t document) {
    npy_intp rank = tables->ranks[document & 0xFFFF];
    return rank < tables->size ? rank : tables->size;
}

/* Whether a word's stretch is worth tables for so many documents or places. */
static int worth_tables(const Word *word, npy_intp count) {
    npy_intp size = word->holders.end - word->holders.from;
    return size < 1 << 16 && size <= count * TABLED;
}

#endif
