/* The module `search.engines.whoosh.native`: the loops that numpy has no single operation for.
 *
 * Each kernel has a body in numpy beside it (`plain.py`), which says what it does and is held to the same answers.
 * Kernels hold the GIL: they share scratch memory, and even over a million documents one takes a few milliseconds.
 */

#define TELUSUR_MODULE
#include "kernels.h"

int takes(const char *name, Py_ssize_t given, Py_ssize_t wanted) {
    if (given == wanted) return 1;
    PyErr_Format(PyExc_TypeError, "%s takes %zd arguments, not %zd", name, wanted, given);
    return 0;
}

int column_of(PyObject *object, Column *column) {
    if (!PyArray_Check(object) || PyArray_NDIM((PyArrayObject *)object) != 1 ||
        !PyArray_IS_C_CONTIGUOUS((PyArrayObject *)object) || !PyArray_ISALIGNED((PyArrayObject *)object)) {
        PyErr_SetString(PyExc_TypeError, "a contiguous array of one dimension is needed");
        return 0;
    }
    PyArrayObject *array = (PyArrayObject *)object;
    char kind = PyArray_DESCR(array)->kind;
    if (kind != 'u' && kind != 'i' && kind != 'b') {
        PyErr_SetString(PyExc_TypeError, "whole numbers are needed");
        return 0;
    }
    column->at = PyArray_DATA(array);
    column->count = PyArray_DIM(array, 0);
    column->width = (int)PyArray_ITEMSIZE(array);
    return 1;
}

uint32_t *own_of(Numbers *numbers) {
    numbers->own = malloc(numbers->count ? (size_t)numbers->count * sizeof(uint32_t) : 1);
    if (numbers->own == NULL) PyErr_NoMemory();
    numbers->at = numbers->own;
    return numbers->own;
}

int numbers_of(PyObject *object, Numbers *numbers) {
    Column column;
    numbers->own = NULL;
    if (PyTuple_Check(object)) {
        List list;
        if (!list_of(object, &list)) return 0;
        numbers->count = list.count;
        if (own_of(numbers) == NULL) return 0;
        unpack(list, numbers->own);
        return 1;
    }
    if (!column_of(object, &column)) return 0;
    numbers->count = column.count;
    if (column.width == 4) {
        numbers->at = column.at;
        return 1;
    }
    uint32_t *own = own_of(numbers);
    if (own == NULL) return 0;
    switch (column.width) {
    case 1:
        for (npy_intp i = 0; i < column.count; i++) own[i] = ((const uint8_t *)column.at)[i];
        break;
    case 2:
        for (npy_intp i = 0; i < column.count; i++) own[i] = ((const uint16_t *)column.at)[i];
        break;
    default:
        for (npy_intp i = 0; i < column.count; i++) own[i] = (uint32_t)((const uint64_t *)column.at)[i];
    }
    return 1;
}

void forget(Numbers *numbers) {
    free(numbers->own);
    numbers->own = NULL;
}

/* Return at least so many bytes of the scratch; more of them, if it must grow, come out of `more`. */
static void *grown(Scratch *scratch, size_t bytes, void *(*more)(size_t, size_t)) {
    if (scratch->bytes < bytes || scratch->at == NULL) {
        void *at = more(bytes ? bytes : 1, 1);
        if (at == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        free(scratch->at);
        scratch->at = at;
        scratch->bytes = bytes;
    }
    return scratch->at;
}

static void *unset(size_t count, size_t bytes) {
    return malloc(count * bytes);
}

void *room(Scratch *scratch, size_t bytes) {
    return grown(scratch, bytes, unset);
}

void *clean_room(Scratch *scratch, size_t bytes) {
    return grown(scratch, bytes, calloc);
}

PyObject *array_of(int type, const void *values, npy_intp count) {
    PyObject *array = PyArray_SimpleNew(1, &count, type);
    if (array != NULL && count) {
        memcpy(PyArray_DATA((PyArrayObject *)array), values, (size_t)count * PyArray_ITEMSIZE((PyArrayObject *)array));
    }
    return array;
}

#define KERNEL(name) {#name, (PyCFunction)(void (*)(void))kernel_##name, METH_FASTCALL, NULL}

static PyMethodDef methods[] = {
    KERNEL(unpacked), KERNEL(both), KERNEL(among), KERNEL(where), KERNEL(mark), KERNEL(mark_each), KERNEL(distinct),
    KERNEL(score), KERNEL(first), KERNEL(phrase), KERNEL(tally), KERNEL(tally_few), KERNEL(leading), KERNEL(most),
    KERNEL(united), KERNEL(lexicon), KERNEL(spread), KERNEL(inverted), KERNEL(coded),
    KERNEL(neighbours), {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "native", "The kernels of plain.py, in C.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_native(void) {
    import_array();
    return PyModule_Create(&module);
}
