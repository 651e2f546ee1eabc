/* Runs of numbers put where a merged segment wants them. */

#include "kernels.h"

static void store(const Column *target, npy_intp place, uint64_t value) {
    switch (target->width) {
    case 1: ((uint8_t *)target->at)[place] = (uint8_t)value; break;
    case 2: ((uint16_t *)target->at)[place] = (uint16_t)value; break;
    case 4: ((uint32_t *)target->at)[place] = (uint32_t)value; break;
    default: ((uint64_t *)target->at)[place] = value;
    }
}

/* Put one run of numbers through a table, all of one width; 0 where a value leads out of it. */
#define THROUGH(name, type)                                                                                           \
    static int name(type *target, const type *values, npy_intp count, const type *table, npy_intp known) {            \
        for (npy_intp n = 0; n < count; n++) {                                                                        \
            if ((npy_intp)values[n] >= known) return 0;                                                               \
            target[n] = table[values[n]];                                                                             \
        }                                                                                                             \
        return 1;                                                                                                     \
    }

THROUGH(documents_through, uint32_t)
THROUGH(codes_through, uint16_t)

/* Put one run; 0 where a value leads out of the table. */
static int put(const Column *target, npy_intp start, const Column *values, npy_intp first, npy_intp count,
               const Column *table) {
    if (table == NULL && target->width == values->width) {
        size_t width = (size_t)target->width;
        if (count) memcpy((char *)target->at + (size_t)start * width, (const char *)values->at + (size_t)first * width,
                          (size_t)count * width);
        return 1;
    }
    if (table == NULL) {
        for (npy_intp n = 0; n < count; n++) store(target, start + n, column_at(values, first + n));
        return 1;
    }
    if (target->width == 4 && values->width == 4 && table->width == 4) {
        return documents_through((uint32_t *)target->at + start, (const uint32_t *)values->at + first, count, table->at,
                                 table->count);
    }
    if (target->width == 2 && values->width == 2 && table->width == 2) {
        return codes_through((uint16_t *)target->at + start, (const uint16_t *)values->at + first, count, table->at,
                             table->count);
    }
    for (npy_intp n = 0; n < count; n++) {
        uint64_t value = column_at(values, first + n);
        if (value >= (uint64_t)table->count) return 0;
        store(target, start + n, column_at(table, (npy_intp)value));
    }
    return 1;
}

/* spread(target, starts, counts, values, table): see plain.py; other threads run meanwhile. */
PyObject *kernel_spread(PyObject *self, PyObject *const *given, Py_ssize_t arguments) {
    Column target, starts, counts, values, table, *mapped;
    if (!takes("spread", arguments, 5)) return NULL;
    mapped = given[4] == Py_None ? NULL : &table;
    if (!column_of(given[0], &target) || !column_of(given[1], &starts) || !column_of(given[2], &counts) ||
        !column_of(given[3], &values) || (mapped != NULL && !column_of(given[4], &table))) {
        return NULL;
    }
    if (!PyArray_ISWRITEABLE((PyArrayObject *)given[0]) || starts.width != 8 || counts.width != 8 ||
        starts.count != counts.count) {
        return PyErr_Format(PyExc_TypeError, "spread wants a target to write to, and as many starts as counts (int64)");
    }
    npy_intp run, first = 0;
    Py_BEGIN_ALLOW_THREADS
    for (run = 0; run < starts.count; run++) {
        int64_t start = ((const int64_t *)starts.at)[run], count = ((const int64_t *)counts.at)[run];
        if (count < 0 || start < 0 || count > values.count - first || start > target.count - count ||
            !put(&target, start, &values, first, count, mapped)) break;
        first += count;
    }
    Py_END_ALLOW_THREADS
    if (run < starts.count) return PyErr_Format(PyExc_IndexError, "run %zd leads out of an array", (Py_ssize_t)run);
    Py_RETURN_NONE;
}
