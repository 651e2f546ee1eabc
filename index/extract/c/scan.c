/* The module `index.extract.native`: cuts a text into words and marks, as `split` in index/extract/scan.py does.
 *
 * A word that was met before is not made again: it is looked up by its characters, and the str that stands for it is
 * shared by all texts, with its flags. Contents are compared in the narrowest kind that holds them, as Python keeps
 * them, so that a word is the same whatever text it stands in. Hashes are SipHash-1-3 under a key of the process: texts
 * cannot be made to collide. When the table is full it begins anew: the frequent words are soon there again.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "../../c/siphash.h"

#define MOST (1u << 17) /* words kept */
#define LONGEST 64      /* characters of the longest of them */
#define TABLED 0x3000   /* characters whose class is looked up */
#define KEPT (1 << 13)  /* numbers that are made once: offsets in all but long texts */
#define FLAGS 31        /* bits of flags */
#define SPARE 4096      /* tokens for which memory is kept from one text to the next */
#define AHEAD 8         /* tokens for which memory is fetched before they are looked up */

enum { BLANK, WORD, MARK, JOINER };

typedef struct {
    uint32_t hash;
    uint32_t flags;
    PyObject *word; /* NULL: nothing here */
} Slot;

typedef struct {
    PyObject *word; /* NULL until it is looked up */
    uint32_t start, end, hash, flags, kind;
} Token;

typedef struct {
    Token *tokens;
    size_t count, room;
    uint8_t *narrow;
    size_t narrow_room;
} Found;

typedef struct {
    PyObject_HEAD
    uint64_t key[2];
    Slot *slots;
    size_t mask, count;
    PyObject *flags_of;
    Found spare; /* the memory of the last text */
} Scanner;

static uint8_t classes[TABLED];
static PyObject *kept[KEPT];

static int class_of(Py_UCS4 character) {
    if (Py_UNICODE_ISALNUM(character) || character == '_') return WORD;
    if (Py_UNICODE_ISSPACE(character)) return BLANK;
    return character == '\'' || character == 0x2019 || character == '`' || character == 0xB4 || character == '-' ? JOINER
                                                                                                                 : MARK;
}

static inline int tabled(Py_UCS4 character) { return character < TABLED ? classes[character] : class_of(character); }

static inline PyObject *number(Py_ssize_t value) {
    if (value >= KEPT) return PyLong_FromSsize_t(value);
    if (kept[value] == NULL && (kept[value] = PyLong_FromSsize_t(value)) == NULL) return NULL;
    return Py_NewRef(kept[value]);
}

/* The slot of a word of so many characters of a kind, or the free one where it would stand. */
static Slot *find(Scanner *scanner, uint32_t hash, const uint8_t *data, Py_ssize_t length, int kind) {
    size_t place = hash & scanner->mask;
    for (;;) {
        Slot *slot = &scanner->slots[place];
        if (slot->word == NULL) return slot;
        if (slot->hash == hash && PyUnicode_GET_LENGTH(slot->word) == length && (int)PyUnicode_KIND(slot->word) == kind &&
            memcmp(PyUnicode_DATA(slot->word), data, (size_t)length * (size_t)kind) == 0)
            return slot;
        place = (place + 1) & scanner->mask;
    }
}

static void clear(Scanner *scanner) {
    for (size_t place = 0; scanner->slots != NULL && place <= scanner->mask; place++) Py_CLEAR(scanner->slots[place].word);
    scanner->count = 0;
}

static int grow(Scanner *scanner) {
    size_t count = (scanner->mask + 1) * 2;
    Slot *slots = calloc(count, sizeof(Slot));
    if (slots == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (size_t old = 0; old <= scanner->mask; old++) {
        if (scanner->slots[old].word == NULL) continue;
        size_t place = scanner->slots[old].hash & (count - 1);
        while (slots[place].word != NULL) place = (place + 1) & (count - 1);
        slots[place] = scanner->slots[old];
    }
    free(scanner->slots);
    scanner->slots = slots;
    scanner->mask = count - 1;
    return 1;
}

/* Make a word that is not there, ask for its flags and keep both. What is asked may scan in its turn, so that the place
 * in the table is looked for once more behind it. */
static int learn(Scanner *scanner, PyObject *text, Token *token) {
    PyObject *word = PyUnicode_Substring(text, token->start, token->end);
    if (word == NULL) return 0;
    PyObject *answer = PyObject_CallOneArg(scanner->flags_of, word);
    unsigned long flags = answer == NULL ? 0 : PyLong_AsUnsignedLong(answer);
    Py_XDECREF(answer);
    if (PyErr_Occurred() || flags >> FLAGS) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_OverflowError, "a word has too many flags");
        Py_DECREF(word);
        return 0;
    }
    token->word = word;
    token->flags = (uint32_t)flags;
    if (token->end - token->start > LONGEST) return 1;
    if (scanner->count >= MOST) clear(scanner);
    if ((scanner->count + 1) * 2 > scanner->mask + 1 && !grow(scanner)) return 0;
    Slot *slot = find(scanner, token->hash, PyUnicode_DATA(word), PyUnicode_GET_LENGTH(word), (int)token->kind);
    if (slot->word == NULL) {
        *slot = (Slot){token->hash, token->flags, Py_NewRef(word)};
        scanner->count++;
    }
    return 1;
}

/* The characters of a token in its kind, the narrowest that holds them. */
static inline const uint8_t *content(Found *found, const void *data, int kind, const Token *token) {
    if ((int)token->kind == kind) return (const uint8_t *)data + (size_t)token->start * (size_t)kind;
    size_t length = token->end - token->start;
    if (2 * length > found->narrow_room) {
        uint8_t *grown = realloc(found->narrow, 4 * length + 256);
        if (grown == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        found->narrow = grown;
        found->narrow_room = 4 * length + 256;
    }
    for (size_t n = 0; n < length; n++) {
        Py_UCS4 character = PyUnicode_READ(kind, data, token->start + n);
        if (token->kind == 1) {
            found->narrow[n] = (uint8_t)character;
        } else {
            uint16_t pair = (uint16_t)character;
            memcpy(found->narrow + 2 * n, &pair, 2);
        }
    }
    return found->narrow;
}

static inline size_t size_of(const Token *token) { return (size_t)(token->end - token->start) * token->kind; }

static int append(Found *found, const Token *token) {
    if (found->count == found->room) {
        size_t room = 2 * found->room + 512;
        Token *grown = realloc(found->tokens, room * sizeof(Token));
        if (grown == NULL) {
            PyErr_NoMemory();
            return 0;
        }
        found->tokens = grown;
        found->room = room;
    }
    found->tokens[found->count++] = *token;
    return 1;
}

/* Find where the tokens begin and end, and their hashes. */
static inline __attribute__((always_inline)) int cut(Scanner *scanner, PyObject *text, int kind, Found *found) {
    const void *data = PyUnicode_DATA(text);
    uint32_t total = (uint32_t)PyUnicode_GET_LENGTH(text), at = 0;
    for (;;) {
        Py_UCS4 character = 0;
        int class = BLANK;
        while (at < total && (class = tabled(character = PyUnicode_READ(kind, data, at))) == BLANK) at++;
        if (at == total) return 1;
        Token token = {.start = at++};
        Py_UCS4 all = character;
        while (class == WORD && at < total) {
            character = PyUnicode_READ(kind, data, at);
            int next = tabled(character);
            if (next != WORD &&
                (next != JOINER || at + 1 == total || tabled(PyUnicode_READ(kind, data, at + 1)) != WORD))
                break;
            all |= character;
            at++;
        }
        token.end = at;
        token.kind = all < 0x100 ? 1 : all < 0x10000 ? 2 : 4;
        const uint8_t *own = content(found, data, kind, &token);
        if (own == NULL) return 0;
        token.hash = hash_of(scanner->key, own, size_of(&token));
        __builtin_prefetch(&scanner->slots[token.hash & scanner->mask]);
        if (!append(found, &token)) return 0;
    }
}

/* Give each token its word and flags. */
static inline __attribute__((always_inline)) int look_up(Scanner *scanner, PyObject *text, int kind, Found *found) {
    const void *data = PyUnicode_DATA(text);
    for (size_t n = 0; n < found->count; n++) {
        if (n + AHEAD < found->count)
            __builtin_prefetch(scanner->slots[found->tokens[n + AHEAD].hash & scanner->mask].word, 1);
        Token *token = &found->tokens[n];
        const uint8_t *own = content(found, data, kind, token);
        if (own == NULL) return 0;
        Slot *slot = find(scanner, token->hash, own, (Py_ssize_t)(token->end - token->start), (int)token->kind);
        if (slot->word != NULL) {
            token->word = Py_NewRef(slot->word);
            token->flags = slot->flags;
        } else if (!learn(scanner, text, token)) {
            return 0;
        }
    }
    return 1;
}

static inline __attribute__((always_inline)) int scan(Scanner *scanner, PyObject *text, int kind, Found *found) {
    return cut(scanner, text, kind, found) && look_up(scanner, text, kind, found);
}

/* The tokens that have each flag, as a list of lists, lowest flag first. */
static PyObject *by_flag(const Found *found, Py_ssize_t wanted) {
    Py_ssize_t counts[FLAGS] = {0};
    for (size_t n = 0; n < found->count; n++)
        for (uint32_t rest = found->tokens[n].flags; rest; rest &= rest - 1) counts[__builtin_ctz(rest)]++;
    PyObject *lists = PyList_New(wanted);
    for (Py_ssize_t flag = 0; lists != NULL && flag < wanted; flag++) {
        PyObject *list = PyList_New(counts[flag]);
        if (list == NULL) Py_CLEAR(lists);
        else PyList_SET_ITEM(lists, flag, list);
    }
    if (lists == NULL) return NULL;
    memset(counts, 0, sizeof(counts));
    for (size_t n = 0; n < found->count; n++) {
        for (uint32_t rest = found->tokens[n].flags; rest; rest &= rest - 1) {
            Py_ssize_t flag = __builtin_ctz(rest);
            if (flag >= wanted) break;
            PyObject *place = number((Py_ssize_t)n);
            if (place == NULL) {
                Py_DECREF(lists);
                return NULL;
            }
            PyList_SET_ITEM(PyList_GET_ITEM(lists, flag), counts[flag]++, place);
        }
    }
    return lists;
}

static PyObject *lists_of(const Found *found, Py_ssize_t wanted) {
    PyObject *made[5] = {NULL};
    int good = 1;
    for (int n = 0; n < 4; n++) good = (made[n] = PyList_New((Py_ssize_t)found->count)) != NULL && good;
    good = (made[4] = by_flag(found, wanted)) != NULL && good;
    for (size_t n = 0; good && n < found->count; n++) {
        const Token *token = &found->tokens[n];
        PyObject *start = number(token->start), *end = number(token->end), *flags = number(token->flags);
        good = start != NULL && end != NULL && flags != NULL;
        PyList_SET_ITEM(made[0], n, Py_NewRef(token->word));
        PyList_SET_ITEM(made[1], n, start);
        PyList_SET_ITEM(made[2], n, end);
        PyList_SET_ITEM(made[3], n, flags);
    }
    PyObject *all = good ? PyTuple_Pack(5, made[0], made[1], made[2], made[3], made[4]) : NULL;
    for (int n = 0; n < 5; n++) Py_XDECREF(made[n]);
    return all;
}

static PyObject *Scanner_scan(Scanner *scanner, PyObject *const *given, Py_ssize_t count) {
    if (count != 2 || !PyUnicode_Check(given[0]) || !PyLong_Check(given[1])) {
        PyErr_SetString(PyExc_TypeError, "scan takes a text and how many flags are listed");
        return NULL;
    }
    Py_ssize_t wanted = PyLong_AsSsize_t(given[1]);
    if (wanted < 0 || wanted > FLAGS) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "so many flags cannot be listed");
        return NULL;
    }
    PyObject *text = given[0];
    if ((size_t)PyUnicode_GET_LENGTH(text) >= UINT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "a text is too long");
        return NULL;
    }
    Found found = scanner->spare; /* what is asked for flags may scan too, with memory of its own */
    scanner->spare = (Found){0};
    int kind = (int)PyUnicode_KIND(text);
    int good = kind == PyUnicode_1BYTE_KIND   ? scan(scanner, text, PyUnicode_1BYTE_KIND, &found)
               : kind == PyUnicode_2BYTE_KIND ? scan(scanner, text, PyUnicode_2BYTE_KIND, &found)
                                              : scan(scanner, text, PyUnicode_4BYTE_KIND, &found);
    PyObject *made = good ? lists_of(&found, wanted) : NULL;
    for (size_t n = 0; n < found.count; n++) Py_XDECREF(found.tokens[n].word);
    found.count = 0;
    if (scanner->spare.tokens == NULL && found.room <= SPARE && found.narrow_room <= SPARE) {
        free(scanner->spare.narrow);
        scanner->spare = found;
    } else {
        free(found.tokens);
        free(found.narrow);
    }
    return made;
}

static PyObject *Scanner_new(PyTypeObject *type, PyObject *arguments, PyObject *named) {
    unsigned long long first, second;
    PyObject *flags_of;
    if (named != NULL && PyDict_GET_SIZE(named) > 0) {
        PyErr_SetString(PyExc_TypeError, "Scanner takes no named arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(arguments, "KKO", &first, &second, &flags_of)) return NULL;
    Scanner *scanner = (Scanner *)type->tp_alloc(type, 0);
    if (scanner == NULL) return NULL;
    scanner->key[0] = first;
    scanner->key[1] = second;
    scanner->flags_of = Py_NewRef(flags_of);
    scanner->mask = (1 << 12) - 1;
    scanner->slots = calloc(scanner->mask + 1, sizeof(Slot));
    if (scanner->slots == NULL) {
        Py_DECREF(scanner);
        return PyErr_NoMemory();
    }
    return (PyObject *)scanner;
}

static void Scanner_dealloc(Scanner *scanner) {
    PyTypeObject *type = Py_TYPE(scanner);
    clear(scanner);
    free(scanner->slots);
    free(scanner->spare.tokens);
    free(scanner->spare.narrow);
    Py_XDECREF(scanner->flags_of);
    type->tp_free(scanner);
    Py_DECREF(type);
}

static Py_ssize_t Scanner_length(Scanner *scanner) { return (Py_ssize_t)scanner->count; }

static PyMethodDef methods[] = {
    {"scan", (PyCFunction)(void (*)(void))Scanner_scan, METH_FASTCALL,
     "Return the tokens of a text, where each starts and ends, its flags, and the tokens that have each flag."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_new, Scanner_new},        {Py_tp_dealloc, Scanner_dealloc}, {Py_tp_methods, methods},
    {Py_sq_length, Scanner_length}, {Py_tp_doc, "Cuts texts into tokens."}, {0, NULL},
};

static PyType_Spec spec = {"index.extract.native.Scanner", sizeof(Scanner), 0, Py_TPFLAGS_DEFAULT, slots};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "native", "Cuts texts into tokens.", -1,
                                    NULL, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_native(void) {
    for (Py_UCS4 character = 0; character < TABLED; character++) classes[character] = (uint8_t)class_of(character);
    PyObject *made = PyModule_Create(&module);
    if (made == NULL) return NULL;
    PyObject *type = PyType_FromSpec(&spec);
    if (type == NULL || PyModule_AddObject(made, "Scanner", type) < 0) {
        Py_XDECREF(type);
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
