/* SipHash-1-3 (Aumasson and Bernstein 2012, with fewer rounds, as in CPython) of bytes under a key, folded to 32 bits. */

#ifndef TELUSUR_SIPHASH_H
#define TELUSUR_SIPHASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))
#define ROUND                                                                    \
    do {                                                                         \
        v0 += v1, v1 = ROTATE(v1, 13), v1 ^= v0, v0 = ROTATE(v0, 32);            \
        v2 += v3, v3 = ROTATE(v3, 16), v3 ^= v2;                                 \
        v0 += v3, v3 = ROTATE(v3, 21), v3 ^= v0;                                 \
        v2 += v1, v1 = ROTATE(v1, 17), v1 ^= v2, v2 = ROTATE(v2, 32);            \
    } while (0)

static inline uint32_t hash_of(const uint64_t key[2], const uint8_t *data, size_t size) {
    uint64_t v0 = key[0] ^ 0x736f6d6570736575ull, v1 = key[1] ^ 0x646f72616e646f6dull;
    uint64_t v2 = key[0] ^ 0x6c7967656e657261ull, v3 = key[1] ^ 0x7465646279746573ull;
    uint64_t word, last = (uint64_t)size << 56;
    size_t at = 0;
    for (; at + 8 <= size; at += 8) {
        memcpy(&word, data + at, 8);
        v3 ^= word;
        ROUND;
        v0 ^= word;
    }
    for (size_t n = 0; at + n < size; n++) last |= (uint64_t)data[at + n] << (8 * n);
    v3 ^= last;
    ROUND;
    v0 ^= last;
    v2 ^= 0xff;
    ROUND;
    ROUND;
    ROUND;
    word = v0 ^ v1 ^ v2 ^ v3;
    return (uint32_t)(word ^ (word >> 32));
}

#undef ROTATE
#undef ROUND

#endif
