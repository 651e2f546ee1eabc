/* Several sorted lexicons as one. A lexicon is a blob: 0xFF, then string, 0xFF, string, 0xFF ...; no string holds 0xFF. */

#include "kernels.h"

typedef struct {
    const uint8_t *at, *end; /* the string that is next, and where the blob ends */
    size_t size;             /* of that string */
    uint64_t head;           /* its first eight bytes, the first of them highest, 0 where it has fewer */
    int64_t *place;          /* where the place of that string in the union goes */
} Cursor;

/* Look at the string at the cursor; without one the cursor is at its end. */
static void look(Cursor *cursor) {
    if (cursor->at >= cursor->end) return;
    const uint8_t *mark = memchr(cursor->at, 0xFF, (size_t)(cursor->end - cursor->at));
    cursor->size = (size_t)((mark == NULL ? cursor->end : mark) - cursor->at);
    cursor->head = 0;
    for (size_t n = 0; n < 8; n++) cursor->head = cursor->head << 8 | (n < cursor->size ? cursor->at[n] : 0);
}

static int compare(const Cursor *one, const Cursor *other) {
    if (one->head != other->head) return one->head < other->head ? -1 : 1;
    int order = memcmp(one->at, other->at, one->size < other->size ? one->size : other->size);
    if (order != 0) return order;
    return one->size < other->size ? -1 : one->size > other->size;
}

static int64_t strings_in(const uint8_t *at, const uint8_t *end) {
    int64_t count = 0;
    for (at++; at < end; at++, count++) {
        at = memchr(at, 0xFF, (size_t)(end - at));
        if (at == NULL) return count + 1;
    }
    return count;
}

/* Write the union to `blob` and the places; return its bytes. */
static size_t unite(Cursor *cursors, Py_ssize_t count, uint8_t *blob) {
    size_t used = 1;
    int64_t place = 0;
    blob[0] = 0xFF;
    for (Py_ssize_t n = 0; n < count; n++) look(&cursors[n]);
    for (;; place++) {
        const Cursor *least = NULL;
        for (Py_ssize_t n = 0; n < count; n++) {
            const Cursor *own = &cursors[n];
            if (own->at < own->end && (least == NULL || compare(own, least) < 0)) least = own;
        }
        if (least == NULL) return used;
        Cursor first = *least;
        memcpy(blob + used, first.at, first.size);
        used += first.size;
        blob[used++] = 0xFF;
        for (Py_ssize_t n = 0; n < count; n++) {
            Cursor *own = &cursors[n];
            if (own->at >= own->end || own->head != first.head || compare(own, &first) != 0) continue;
            *own->place++ = place;
            own->at += own->size + 1;
            look(own);
        }
    }
}

/* united(blobs) -> blob, [place of each string in the union (int64)] */
PyObject *kernel_united(PyObject *self, PyObject *const *given, Py_ssize_t arguments) {
    if (!takes("united", arguments, 1)) return NULL;
    if (!PyList_Check(given[0])) return PyErr_Format(PyExc_TypeError, "united takes a list of blobs");
    Py_ssize_t count = PyList_GET_SIZE(given[0]);
    size_t total = 1;
    Cursor *cursors = calloc(count ? (size_t)count : 1, sizeof(Cursor));
    PyObject *places = PyList_New(count), *made = NULL, *blob = NULL;
    if (cursors == NULL || places == NULL) goto end;
    for (Py_ssize_t n = 0; n < count; n++) {
        PyObject *own = PyList_GET_ITEM(given[0], n);
        if (!PyBytes_Check(own) || PyBytes_GET_SIZE(own) < 1) {
            PyErr_SetString(PyExc_TypeError, "a blob is bytes with a mark before and after each string");
            goto end;
        }
        cursors[n].at = (const uint8_t *)PyBytes_AS_STRING(own);
        cursors[n].end = cursors[n].at + PyBytes_GET_SIZE(own);
        npy_intp strings = strings_in(cursors[n].at, cursors[n].end);
        PyObject *array = PyArray_SimpleNew(1, &strings, NPY_INT64);
        if (array == NULL) goto end;
        PyList_SET_ITEM(places, n, array);
        cursors[n].place = PyArray_DATA((PyArrayObject *)array);
        cursors[n].at++;
        total += (size_t)(cursors[n].end - cursors[n].at) + 1;
    }
    blob = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)total);
    if (blob == NULL) goto end;
    size_t used = unite(cursors, count, (uint8_t *)PyBytes_AS_STRING(blob));
    if (_PyBytes_Resize(&blob, (Py_ssize_t)used) == 0) made = PyTuple_Pack(2, blob, places);
end:
    if (made == NULL && !PyErr_Occurred()) PyErr_NoMemory();
    free(cursors);
    Py_XDECREF(places);
    Py_XDECREF(blob);
    return made;
}
