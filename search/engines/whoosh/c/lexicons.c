/* Several sorted lexicons as one, and one out of words as they came. A lexicon is a blob: 0xFF, then string, 0xFF, string,
 * 0xFF ...; no string holds 0xFF. */

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

/* A word by its number: where it stands, its bytes, and the first eight of them as above. */
typedef struct {
    const uint8_t *at;
    size_t size;
    uint64_t head;
    uint32_t number;
} Word;

static int compare_words(const void *one, const void *other) {
    const Word *first = one, *second = other;
    int order = memcmp(first->at, second->at, first->size < second->size ? first->size : second->size);
    if (order != 0) return order;
    return first->size < second->size ? -1 : first->size > second->size;
}

/* Put words in order: by their heads, a byte of all after the other, then those of one head. `other` is as large. */
static Word *in_order(Word *words, Word *other, npy_intp count) {
    for (int shift = 0; shift < 64; shift += 8) {
        npy_intp begins[257] = {0};
        for (npy_intp n = 0; n < count; n++) begins[(words[n].head >> shift & 0xFF) + 1]++;
        for (int byte = 0; byte < 256; byte++) begins[byte + 1] += begins[byte];
        for (npy_intp n = 0; n < count; n++) other[begins[words[n].head >> shift & 0xFF]++] = words[n];
        Word *sorted = other;
        other = words;
        words = sorted;
    }
    for (npy_intp from = 0, end; from < count; from = end) {
        for (end = from + 1; end < count && words[end].head == words[from].head; end++) {}
        if (end - from > 1) qsort(words + from, (size_t)(end - from), sizeof(Word), compare_words);
    }
    return words;
}

/* Put the distinct words among the numbers into `words`, each marked in `met`; return how many, -1 with an error set. */
static npy_intp words_among(const Column *numbers, const Column *starts, const Py_buffer *bytes, uint32_t *met,
                            Word *words) {
    npy_intp count = 0;
    for (npy_intp n = 0; n < numbers->count; n++) {
        uint32_t number = ((const uint32_t *)numbers->at)[n];
        int64_t from = -1, end = -1;
        if ((npy_intp)number + 1 < starts->count) {
            if (met[number]) continue;
            from = ((const int64_t *)starts->at)[number];
            end = ((const int64_t *)starts->at)[number + 1];
        }
        if (from < 0 || end < from || end > bytes->len) {
            while (count > 0) met[words[--count].number] = 0;
            PyErr_SetString(PyExc_IndexError, "lexicon: a number that leads to no word");
            return -1;
        }
        Word *word = &words[count++];
        *word = (Word){(const uint8_t *)bytes->buf + from, (size_t)(end - from), 0, number};
        for (size_t byte = 0; byte < 8; byte++) {
            word->head = word->head << 8 | (byte < word->size ? word->at[byte] : 0);
        }
        met[number] = 1;
    }
    return count;
}

/* The sorted words as a blob. */
static PyObject *blob_of(const Word *words, npy_intp count) {
    size_t total = 1;
    for (npy_intp n = 0; n < count; n++) total += words[n].size + 1;
    PyObject *blob = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)total);
    if (blob == NULL) return NULL;
    uint8_t *at = (uint8_t *)PyBytes_AS_STRING(blob);
    *at++ = 0xFF;
    for (npy_intp n = 0; n < count; n++) {
        memcpy(at, words[n].at, words[n].size);
        at += words[n].size;
        *at++ = 0xFF;
    }
    return blob;
}

/* For each word its place and one more while numbers are looked up, nothing between two calls. */
static Scratch place_of_word;

/* lexicon(bytes, starts, numbers) -> blob, places: see plain.py. */
PyObject *kernel_lexicon(PyObject *self, PyObject *const *given, Py_ssize_t arguments) {
    Column starts, numbers;
    Py_buffer bytes;
    if (!takes("lexicon", arguments, 3) || !column_of(given[1], &starts) || !column_of(given[2], &numbers)) return NULL;
    if (starts.width != 8 || numbers.width != 4) {
        return PyErr_Format(PyExc_TypeError, "lexicon takes starts of 64 and numbers of 32 bits");
    }
    if (PyObject_GetBuffer(given[0], &bytes, PyBUF_SIMPLE) < 0) return NULL;
    PyObject *made = NULL, *blob = NULL, *places = NULL;
    npy_intp most = numbers.count < starts.count ? numbers.count : starts.count;
    uint32_t *place = clean_room(&place_of_word, (size_t)starts.count * sizeof(uint32_t));
    Word *room_for_words = malloc((size_t)(most ? most : 1) * 2 * sizeof(Word));
    if (place == NULL || room_for_words == NULL) goto end;
    npy_intp count = words_among(&numbers, &starts, &bytes, place, room_for_words);
    if (count < 0) goto end;
    const Word *words = in_order(room_for_words, room_for_words + most, count);
    for (npy_intp n = 0; n < count; n++) place[words[n].number] = (uint32_t)n + 1;
    blob = blob_of(words, count);
    places = PyArray_SimpleNew(1, &numbers.count, NPY_UINT32);
    if (places != NULL) {
        uint32_t *own = PyArray_DATA((PyArrayObject *)places);
        for (npy_intp n = 0; n < numbers.count; n++) own[n] = place[((const uint32_t *)numbers.at)[n]] - 1;
    }
    for (npy_intp n = 0; n < count; n++) place[words[n].number] = 0;
    if (blob != NULL && places != NULL) made = PyTuple_Pack(2, blob, places);
end:
    if (made == NULL && !PyErr_Occurred()) PyErr_NoMemory();
    free(room_for_words);
    PyBuffer_Release(&bytes);
    Py_XDECREF(blob);
    Py_XDECREF(places);
    return made;
}
