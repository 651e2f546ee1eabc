/* Sets of ascending numbers: what two share, what a mask lets through, what several hold together. */

#include "kernels.h"

/* One list this many times longer than the other is searched rather than gone through. */
#define PROBE 12

static Scratch found, bits;

static npy_intp merged(const Numbers *less, const Numbers *more, uint32_t *out) {
    npy_intp i = 0, j = 0, kept = 0;
    while (i < less->count && j < more->count) {
        uint32_t x = less->at[i], y = more->at[j];
        out[kept] = x;
        kept += x == y;
        i += x <= y;
        j += y <= x;
    }
    return kept;
}

static npy_intp probed(const Numbers *less, List *more, uint32_t *out) {
    npy_intp j = 0, kept = 0;
    for (npy_intp i = 0; i < less->count && j < more->count; i++) {
        if (found_in(more, &j, less->at[i])) out[kept++] = less->at[i];
    }
    return kept;
}

/* Have all numbers of the list at hand. */
static int all_of(List *list) {
    if (list->plain.at != NULL) return 1;
    list->plain.count = list->count;
    if (own_of(&list->plain) == NULL) return 0;
    unpack(*list, list->plain.own);
    return 1;
}

PyObject *kernel_both(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    List a = {0}, b = {0};
    PyObject *answer = NULL;
    if (!takes("both", count, 3) || !list_of(args[0], &a) || !list_of(args[1], &b)) goto end;
    List *less = a.count <= b.count ? &a : &b, *more = less == &a ? &b : &a;
    int few = less->count * PROBE < more->count;
    uint32_t *out = room(&found, (size_t)(less->count + 1) * sizeof(uint32_t));
    if (out == NULL || !all_of(less) || (!few && !all_of(more))) goto end;
    npy_intp kept = few ? probed(&less->plain, more, out) : merged(&less->plain, &more->plain, out);
    answer = array_of(NPY_UINT32, out, kept);
end:
    forget(&a.plain);
    forget(&b.plain);
    return answer;
}

PyObject *kernel_among(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Numbers numbers = {0};
    Column mask;
    PyObject *answer = NULL;
    if (!takes("among", count, 2) || !numbers_of(args[0], &numbers) || !column_of(args[1], &mask)) goto end;
    if (mask.width != 1) {
        PyErr_SetString(PyExc_TypeError, "among: a mask of bytes is needed");
        goto end;
    }
    uint32_t *out = room(&found, (size_t)(numbers.count + 1) * sizeof(uint32_t));
    if (out == NULL) goto end;
    const uint8_t *held = mask.at;
    npy_intp kept = 0;
    for (npy_intp i = 0; i < numbers.count; i++) {
        if (numbers.at[i] >= (uint64_t)mask.count) {
            PyErr_SetString(PyExc_IndexError, "among: a number goes beyond the mask");
            goto end;
        }
        out[kept] = numbers.at[i];
        kept += held[numbers.at[i]];
    }
    answer = array_of(NPY_UINT32, out, kept);
end:
    forget(&numbers);
    return answer;
}

/* Times eight bytes that are 0 or 1, the upper byte of the product holds them as bits: byte i goes to bit 56 + i. */
#define GATHER 0x0102040810204080

/* Return 64 bytes that are 0 or 1 as bits. */
static inline uint64_t bits_of(const uint8_t *held) {
    uint64_t word = 0, eight;
    for (int k = 0; k < 8; k++) {
        memcpy(&eight, held + 8 * k, 8);
        word |= (eight * GATHER >> 56) << (8 * k);
    }
    return word;
}

PyObject *kernel_where(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Column mask;
    if (!takes("where", count, 1) || !column_of(args[0], &mask)) return NULL;
    uint32_t *out = room(&found, (size_t)(mask.count + 1) * sizeof(uint32_t));
    if (out == NULL) return NULL;
    const uint8_t *held = mask.at;
    npy_intp kept = 0, i = 0;
    for (; i + 64 <= mask.count; i += 64) {
        for (uint64_t word = bits_of(held + i); word; word &= word - 1) {
            out[kept++] = (uint32_t)(i + __builtin_ctzll(word));
        }
    }
    for (; i < mask.count; i++) {
        out[kept] = (uint32_t)i;
        kept += held[i];
    }
    return array_of(NPY_UINT32, out, kept);
}

static int mask_of(PyObject *object, Column *mask) {
    if (!column_of(object, mask)) return 0;
    if (mask->width == 1 && PyArray_ISWRITEABLE((PyArrayObject *)object)) return 1;
    PyErr_SetString(PyExc_ValueError, "mark: the mask cannot be written");
    return 0;
}

static PyObject *beyond(void) {
    PyErr_SetString(PyExc_IndexError, "mark: a number goes beyond the mask");
    return NULL;
}

PyObject *kernel_mark(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Column mask;
    List numbers = {0};
    if (!takes("mark", count, 2) || !mask_of(args[0], &mask) || !list_of(args[1], &numbers)) return NULL;
    int fits = marked((uint8_t *)mask.at, mask.count, numbers);
    forget(&numbers.plain);
    if (!fits) return beyond();
    Py_RETURN_NONE;
}

/* mark_each(mask, numbers, starts, ends): see plain.py. */
PyObject *kernel_mark_each(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Column mask, starts, ends;
    List numbers = {0}, part;
    if (!takes("mark_each", count, 4) || !mask_of(args[0], &mask) || !column_of(args[2], &starts) ||
        !column_of(args[3], &ends) || !list_of(args[1], &numbers)) return NULL;
    int fits = 1;
    for (npy_intp n = 0; fits && n < starts.count && n < ends.count; n++) {
        npy_intp from = (npy_intp)column_at(&starts, n), end = (npy_intp)column_at(&ends, n);
        fits = from >= 0 && from <= end && end <= numbers.count;
        if (!fits) break;
        part_of_list(&numbers, from, end, &part);
        fits = marked((uint8_t *)mask.at, mask.count, part);
    }
    forget(&numbers.plain);
    if (!fits) return beyond();
    Py_RETURN_NONE;
}

PyObject *kernel_distinct(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    if (!takes("distinct", count, 2) || !PyTuple_Check(args[0])) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "distinct: a tuple of arrays is needed");
        return NULL;
    }
    npy_intp size = PyLong_AsSsize_t(args[1]), total = 0, kept = 0, words = (size + 63) / 64;
    if (size < 0) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "distinct: a size below 0");
        return NULL;
    }
    uint64_t *set = clean_room(&bits, (size_t)words * sizeof(uint64_t));
    if (set == NULL) return NULL;
    int fits = 1;
    for (Py_ssize_t n = 0; fits && n < PyTuple_GET_SIZE(args[0]); n++) {
        List numbers = {0};
        fits = list_of(PyTuple_GET_ITEM(args[0], n), &numbers) && set_bits(set, size, numbers);
        if (fits) total += numbers.count;
        forget(&numbers.plain);
    }
    uint32_t *out = fits ? room(&found, (size_t)(total + 1) * sizeof(uint32_t)) : NULL;
    if (out == NULL) {
        memset(set, 0, (size_t)words * sizeof(uint64_t));
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "distinct: a number is not below the size");
        return NULL;
    }
    for (npy_intp w = 0; w < words; w++) {
        for (uint64_t word = set[w]; word; word &= word - 1) {
            out[kept++] = (uint32_t)(w * 64 + __builtin_ctzll(word));
        }
        set[w] = 0;
    }
    return array_of(NPY_UINT32, out, kept);
}
