/* The table itself: contents of chunks -> numbers, by open addressing; what stands in it is never taken out.
 *
 * Contents are kept as bytes where all characters are below 256, else as uint32, so that a chunk is the same whatever
 * text it stands in. Hashes are SipHash-1-3 under a key of the process: texts cannot be made to collide.
 */

#ifndef SLOTS_H
#define SLOTS_H

#include "native.h"

#include "../../c/siphash.h"

#define WIDE 0x80000000u
#define PLAIN 0x40000000u
#define FREE 0xFFFFFFFFu

typedef struct {
    uint32_t hash;
    uint32_t number; /* FREE: nothing here */
    uint32_t at;     /* in the arena */
    uint32_t size;   /* bytes, WIDE if they are characters of four, PLAIN if all writings of this plain word share it */
} Slot;

typedef struct {
    PyObject_HEAD
    uint64_t key[2];
    Slot *slots;
    size_t mask, count;
    uint8_t *arena;
    size_t used, room;
    uint8_t *scratch;
    size_t scratch_room;
    uint8_t *form; /* of the chunk at hand, `longest` bytes */
    uint8_t *core; /* the same */
    Py_UCS4 *edges;
    Py_ssize_t edge_count, longest;
    uint8_t is_edge[128];
    uint32_t numbers; /* given so far */
    PyObject *currencies, *short_forms;
    PyObject *met; /* while texts are numbered: what got a new number */
} Table;

typedef struct {
    uint8_t *at;
    size_t used, room;
} Bytes;

static inline int has_room(uint8_t **data, size_t *room, size_t wanted) {
    if (wanted <= *room) return 1;
    size_t larger = wanted + wanted / 2 + 4096;
    uint8_t *grown = realloc(*data, larger);
    if (grown == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    *data = grown;
    *room = larger;
    return 1;
}

static inline int append(Bytes *bytes, const void *data, size_t size) {
    if (!has_room(&bytes->at, &bytes->room, bytes->used + size)) return 0;
    memcpy(bytes->at + bytes->used, data, size);
    bytes->used += size;
    return 1;
}

static inline Slot *empty_slots(size_t count) {
    Slot *slots = malloc(count * sizeof(Slot));
    if (slots == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (size_t place = 0; place < count; place++) slots[place].number = FREE;
    return slots;
}

/* The slot of a chunk, or the free one where it would stand. */
static inline Slot *find(Table *table, uint32_t hash, const uint8_t *data, uint32_t size, size_t bytes) {
    size_t place = hash & table->mask;
    for (;;) {
        Slot *slot = &table->slots[place];
        if (slot->number == FREE) return slot;
        if (slot->hash == hash && (slot->size & ~PLAIN) == size && memcmp(table->arena + slot->at, data, bytes) == 0) {
            return slot;
        }
        place = (place + 1) & table->mask;
    }
}

static inline int grow(Table *table) {
    size_t count = (table->mask + 1) * 2;
    Slot *slots = empty_slots(count);
    if (slots == NULL) return 0;
    for (size_t old = 0; old <= table->mask; old++) {
        if (table->slots[old].number == FREE) continue;
        size_t place = table->slots[old].hash & (count - 1);
        while (slots[place].number != FREE) place = (place + 1) & (count - 1);
        slots[place] = table->slots[old];
    }
    free(table->slots);
    table->slots = slots;
    table->mask = count - 1;
    return 1;
}

/* Remember a number; 0 with an error set. */
static inline int put(Table *table, uint32_t hash, const uint8_t *data, uint32_t size, size_t bytes, uint32_t number) {
    if (table->used + bytes > UINT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "the table of chunks is full");
        return 0;
    }
    if (!has_room(&table->arena, &table->room, table->used + bytes)) return 0;
    if ((table->count + 1) * 4 > (table->mask + 1) * 3 && !grow(table)) return 0;
    Slot *slot = find(table, hash, data, size & ~PLAIN, bytes);
    if (bytes) memcpy(table->arena + table->used, data, bytes);
    *slot = (Slot){hash, number, (uint32_t)table->used, size};
    table->used += bytes;
    table->count++;
    return 1;
}

#endif
