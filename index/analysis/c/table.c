/* A table of chunks (runs without white space) that numbers those of whole texts.
 *
 * It does what `Table` in index/analysis/table.py does with str.split and a dict, without making a string of each chunk:
 * cut at what Python calls white space, look up by content (slots.h), give the next number to what was never met, which is
 * a plain word, a core without its edges (cores.c), or the chunk.
 */

#include "slots.h"

static int is_edge(const Table *table, Py_UCS4 character) {
    if (character < 128) return table->is_edge[character];
    for (Py_ssize_t n = 0; n < table->edge_count; n++) {
        if (table->edges[n] == character) return 1;
    }
    return 0;
}

#define TIED -2

/* Put the form of characters start..end into table->form and return its size, if they are a plain word, else 0:
 * `plain_form` in parts.py, which leaves out some words more. */
static size_t plain_form(Table *table, int kind, const void *text, Py_ssize_t start, Py_ssize_t end) {
    int small = 0, later = 0; /* letters that are no capitals; capitals after the first character */
    for (Py_ssize_t at = start; at < end; at++) {
        Py_UCS4 character = PyUnicode_READ(kind, text, at);
        if (character >= 'A' && character <= 'Z') {
            later |= at > start;
            character += 'a' - 'A';
        } else if (character >= 'a' && character <= 'z') {
            small = 1;
        } else if (character < '0' || character > '9') {
            return 0;
        }
        table->form[at - start] = (uint8_t)character;
    }
    return later && small ? 0 : (size_t)(end - start);
}

/* Give the next number to what was never met: to an object, taken over, of the list `met`; -1 with an error set. */
static int64_t number_next(Table *table, PyObject *object) {
    if (object == NULL) return -1;
    if (table->numbers == FREE) {
        PyErr_SetString(PyExc_OverflowError, "the table of chunks is full");
        Py_DECREF(object);
        return -1;
    }
    int failed = PyList_Append(table->met, object);
    Py_DECREF(object);
    return failed ? -1 : (int64_t)table->numbers++;
}

/* Number characters that must be taken apart. */
static int64_t number_apart(Table *table, PyObject *text) {
    if (text == NULL) return -1;
    PyObject *apart = PyTuple_Pack(1, text);
    Py_DECREF(text);
    return number_next(table, apart);
}

/* Whether the form is an amount behind its currency; -1 with an error set. */
static int is_money(const Table *table, size_t form) {
    int digit = 0;
    for (size_t n = 0; n < form && !digit; n++) digit = table->form[n] <= '9';
    for (Py_ssize_t n = 0; digit && n < PyTuple_GET_SIZE(table->currencies); n++) {
        Py_ssize_t size = 0;
        const char *currency = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(table->currencies, n), &size);
        if (currency == NULL) return -1;
        if ((size_t)size <= form && memcmp(currency, table->form, (size_t)size) == 0) return 1;
    }
    return 0;
}

/* Number the plain word in table->form, which no chunk had, and remember it; TIED if it is a short form or money. */
static int64_t number_form(Table *table, size_t form) {
    PyObject *word = PyUnicode_DecodeASCII((char *)table->form, (Py_ssize_t)form, NULL);
    if (word == NULL) return -1;
    int other = PySet_Contains(table->short_forms, word);
    if (!other) other = is_money(table, form);
    if (other) {
        Py_DECREF(word);
        return other < 0 ? -1 : TIED;
    }
    int64_t number = number_next(table, word);
    uint32_t hash = hash_of(table->key, table->form, form);
    return number >= 0 && put(table, hash, table->form, (uint32_t)form | PLAIN, form, (uint32_t)number) ? number : -1;
}

/* The number of the plain word in table->form; TIED if it is a short form or money, -1 with an error set. */
static int64_t of_form(Table *table, size_t form) {
    uint32_t hash = hash_of(table->key, table->form, form);
    const Slot *slot = find(table, hash, table->form, (uint32_t)form, form);
    if (slot->number == FREE) return number_form(table, form);
    return slot->size & PLAIN ? (int64_t)slot->number : TIED;
}

/* The number of a core that gives what its runs give; TIED if it is none such, -1 with an error set. */
static int64_t of_pieces(Table *table, size_t size) {
    Run runs[RUNS];
    uint32_t numbers[RUNS];
    int count = plain_pieces(table->core, size, table->is_edge, runs);
    for (int n = 0; n < count; n++) {
        for (size_t at = 0; at < runs[n].size; at++) table->form[at] = small_of(table->core[runs[n].at + at]);
        int64_t number = of_form(table, runs[n].size);
        if (number < 0) return number;
        numbers[n] = (uint32_t)number;
    }
    if (count < 2) return count ? (int64_t)numbers[0] : TIED;
    return number_next(table, PyBytes_FromStringAndSize((char *)numbers, 4 * count));
}

/* The number of the core in table->core, which is remembered unless it has a plain word; -1 with an error set. */
static int64_t of_core(Table *table, size_t size, size_t form) {
    int64_t number = form ? of_form(table, form) : TIED;
    if (number != TIED) return number;
    uint32_t hash = hash_of(table->key, table->core, size);
    const Slot *slot = find(table, hash, table->core, (uint32_t)size, size);
    if (slot->number != FREE) return slot->number;
    number = form ? TIED : of_pieces(table, size);
    if (number == TIED) number = number_apart(table, PyUnicode_DecodeASCII((char *)table->core, (Py_ssize_t)size, NULL));
    return number >= 0 && put(table, hash, table->core, (uint32_t)size, size, (uint32_t)number) ? number : -1;
}

/* The number of a chunk that was never met, which is remembered; -1 with an error set. */
static int64_t add(Table *table, PyObject *text, Py_ssize_t start, Py_ssize_t end, uint32_t hash, const uint8_t *data,
                   uint32_t size, size_t bytes) {
    int kind = PyUnicode_KIND(text);
    const void *characters = PyUnicode_DATA(text);
    Py_ssize_t from = start, to = end;
    while (from < to && is_edge(table, PyUnicode_READ(kind, characters, from))) from++;
    while (from < to && is_edge(table, PyUnicode_READ(kind, characters, to - 1))) to--;
    size_t core = end - start > table->longest ? 0 : bare_core(kind, characters, from, to, table->core);
    int64_t number;
    if (core) {
        number = of_core(table, core, plain_form(table, kind, characters, from, to));
    } else {
        number = number_apart(table, PyUnicode_Substring(text, start, end));
    }
    if (number < 0 || find(table, hash, data, size, bytes)->number != FREE) return number;
    return put(table, hash, data, size, bytes, (uint32_t)number) ? number : -1;
}

/* The content of characters start..end: where it lies, its bytes, and whether characters take four of them. */
static const uint8_t *content(Table *table, int kind, const void *text, Py_ssize_t start, Py_ssize_t end,
                              size_t *bytes, uint32_t *wide) {
    size_t count = (size_t)(end - start);
    *wide = 0;
    *bytes = count;
    if (kind == PyUnicode_1BYTE_KIND) return (const uint8_t *)text + start;
    if (!has_room(&table->scratch, &table->scratch_room, 4 * count)) return NULL;
    for (Py_ssize_t at = start; at < end; at++) {
        Py_UCS4 character = PyUnicode_READ(kind, text, at);
        if (character > 0xFF) {
            *wide = WIDE;
            *bytes = 4 * count;
            break;
        }
        table->scratch[at - start] = (uint8_t)character;
    }
    if (*wide) {
        for (Py_ssize_t at = start; at < end; at++) {
            uint32_t character = PyUnicode_READ(kind, text, at);
            memcpy(table->scratch + 4 * (at - start), &character, 4);
        }
    }
    return table->scratch;
}

/* Chunks at a time that are cut, before the first of them is looked up: what the table holds of them is fetched
 * meanwhile. It lies anywhere in some 30 MB, and waiting for it takes longer than all the rest. */
#define AHEAD 64

typedef struct {
    Py_ssize_t start, end;
    size_t bytes;
    uint32_t hash, size; /* as a slot has them */
} Chunk;

/* Cut the next chunks of a text from `*at` on; return how many, -1 with an error set. */
static int cut(Table *table, int kind, const void *data, Py_ssize_t total, Py_ssize_t *at, Chunk *chunks) {
    int count = 0;
    for (; count < AHEAD; count++) {
        Py_ssize_t from = *at, end;
        while (from < total && Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, from))) from++;
        if (from == total) {
            *at = total;
            break;
        }
        for (end = from; end < total && !Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, end)); end++) {}
        *at = end;
        Chunk *chunk = &chunks[count];
        uint32_t wide;
        chunk->start = from;
        chunk->end = end;
        const uint8_t *own = content(table, kind, data, from, end, &chunk->bytes, &wide);
        if (own == NULL) return -1;
        if (chunk->bytes >= PLAIN) {
            PyErr_SetString(PyExc_OverflowError, "a text without white space is too long");
            return -1;
        }
        chunk->size = (uint32_t)chunk->bytes | wide;
        chunk->hash = hash_of(table->key, own, chunk->bytes);
        __builtin_prefetch(&table->slots[chunk->hash & table->mask]);
    }
    for (int n = 0; n < count; n++) {
        const Slot *slot = &table->slots[chunks[n].hash & table->mask];
        if (slot->number != FREE) __builtin_prefetch(table->arena + slot->at);
    }
    return count;
}

static int number_text(Table *table, PyObject *text, Bytes *numbers) {
    int kind = PyUnicode_KIND(text), count = AHEAD;
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t total = PyUnicode_GET_LENGTH(text), at = 0;
    Chunk chunks[AHEAD];
    while (count == AHEAD) {
        count = cut(table, kind, data, total, &at, chunks);
        for (int n = 0; n < count; n++) {
            Chunk *chunk = &chunks[n];
            uint32_t wide;
            const uint8_t *own = content(table, kind, data, chunk->start, chunk->end, &chunk->bytes, &wide);
            if (own == NULL) return 0;
            int64_t number = find(table, chunk->hash, own, chunk->size, chunk->bytes)->number;
            if (number == FREE) {
                number = add(table, text, chunk->start, chunk->end, chunk->hash, own, chunk->size, chunk->bytes);
                if (number < 0) return 0;
            }
            uint32_t found = (uint32_t)number;
            if (!append(numbers, &found, 4)) return 0;
        }
    }
    return count >= 0;
}

static PyObject *Table_number(Table *table, PyObject *texts) {
    if (!PyList_Check(texts)) {
        PyErr_SetString(PyExc_TypeError, "number takes a list of texts");
        return NULL;
    }
    for (Py_ssize_t place = 0; place < PyList_GET_SIZE(texts); place++) {
        if (!PyUnicode_Check(PyList_GET_ITEM(texts, place))) {
            PyErr_SetString(PyExc_TypeError, "a text is no str");
            return NULL;
        }
    }
    Bytes numbers = {0}, ends = {0};
    int64_t last = 0;
    PyObject *made = NULL;
    table->met = PyList_New(0);
    int good = table->met != NULL && append(&ends, &last, 8);
    for (Py_ssize_t place = 0; good && place < PyList_GET_SIZE(texts); place++) {
        good = number_text(table, PyList_GET_ITEM(texts, place), &numbers);
        last = (int64_t)(numbers.used / 4);
        good = good && append(&ends, &last, 8);
    }
    if (good) {
        made = Py_BuildValue("y#y#O", numbers.at ? (char *)numbers.at : "", (Py_ssize_t)numbers.used, (char *)ends.at,
                             (Py_ssize_t)ends.used, table->met);
    }
    Py_CLEAR(table->met);
    free(numbers.at);
    free(ends.at);
    return made;
}

static int set_edges(Table *table, PyObject *edges) {
    table->edge_count = PyUnicode_GET_LENGTH(edges);
    table->edges = PyUnicode_AsUCS4Copy(edges);
    if (table->edges == NULL) return 0;
    for (Py_ssize_t n = 0; n < table->edge_count; n++) {
        if (table->edges[n] < 128) table->is_edge[table->edges[n]] = 1;
    }
    return 1;
}

/* Table(key, key, edges, longest, currencies, short forms) */
static PyObject *Table_new(PyTypeObject *type, PyObject *arguments, PyObject *named) {
    unsigned long long first, second;
    PyObject *edges, *currencies, *short_forms;
    Py_ssize_t longest;
    if (named != NULL && PyDict_GET_SIZE(named) > 0) {
        PyErr_SetString(PyExc_TypeError, "Table takes no named arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(arguments, "KKUnO!O!", &first, &second, &edges, &longest, &PyTuple_Type, &currencies,
                          &PyFrozenSet_Type, &short_forms)) {
        return NULL;
    }
    if (longest < 1 || longest > UINT16_MAX) {
        PyErr_SetString(PyExc_ValueError, "a plain word has one character or more, 65,535 at most");
        return NULL;
    }
    Table *table = (Table *)type->tp_alloc(type, 0);
    if (table == NULL) return NULL;
    table->key[0] = first;
    table->key[1] = second;
    table->longest = longest;
    table->currencies = Py_NewRef(currencies);
    table->short_forms = Py_NewRef(short_forms);
    table->mask = (1 << 12) - 1;
    table->slots = empty_slots(table->mask + 1);
    table->form = malloc((size_t)longest);
    table->core = malloc((size_t)longest);
    if (table->form == NULL || table->core == NULL) PyErr_NoMemory();
    if (table->slots == NULL || table->form == NULL || table->core == NULL || !set_edges(table, edges)) {
        Py_DECREF(table);
        return NULL;
    }
    return (PyObject *)table;
}

static void Table_dealloc(Table *table) {
    PyTypeObject *type = Py_TYPE(table);
    free(table->slots);
    free(table->arena);
    free(table->scratch);
    free(table->form);
    free(table->core);
    PyMem_Free(table->edges);
    Py_XDECREF(table->currencies);
    Py_XDECREF(table->short_forms);
    type->tp_free(table);
    Py_DECREF(type);
}

static Py_ssize_t Table_length(Table *table) { return (Py_ssize_t)table->count; }

static PyMethodDef methods[] = {
    {"number", (PyCFunction)(void (*)(void))Table_number, METH_O,
     "Return the numbers of the chunks of all texts (uint32), where each text's end (int64, 0 before), and what was new."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_new, Table_new},        {Py_tp_dealloc, Table_dealloc}, {Py_tp_methods, methods},
    {Py_sq_length, Table_length}, {Py_tp_doc, "Chunk -> number."}, {0, NULL},
};

static PyType_Spec spec = {"index.analysis.native.Table", sizeof(Table), 0, Py_TPFLAGS_DEFAULT, slots};

PyObject *table_type(void) { return PyType_FromSpec(&spec); }
