/* What a chunk is without its edges, and whether it gives what its runs of letters and digits give one after another:
 * `bare_core` and `plain_pieces` of index/analysis/parts.py. */

#include "native.h"

static int is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

static int is_small(uint32_t c) { return c >= 'a' && c <= 'z'; }

static int is_capital(uint32_t c) { return c >= 'A' && c <= 'Z'; }

static int is_alnum(uint32_t c) { return is_digit(c) || is_small(c) || is_capital(c); }

uint8_t small_of(uint8_t c) { return is_capital(c) ? c + ('a' - 'A') : c; }

size_t bare_core(int kind, const void *text, Py_ssize_t start, Py_ssize_t end, uint8_t *core) {
    if (start == end || !is_alnum(PyUnicode_READ(kind, text, start)) || !is_alnum(PyUnicode_READ(kind, text, end - 1))) {
        return 0;
    }
    for (Py_ssize_t at = start; at < end; at++) {
        Py_UCS4 character = PyUnicode_READ(kind, text, at);
        if (character >= 128 || character == '@' || character == '#') return 0;
        core[at - start] = (uint8_t)character;
    }
    return (size_t)(end - start);
}

/* Whether the run that ends before `at`, where a period stands, may begin initials or an address. */
static int opens(const uint8_t *core, size_t size, size_t start, size_t at) {
    size_t length = at - start;
    if (length == 1 && !is_digit(core[start])) return 1;
    if (length >= 3 && small_of(core[at - 1]) == 'w' && small_of(core[at - 2]) == 'w' && small_of(core[at - 3]) == 'w') {
        return 1;
    }
    return length >= 2 && small_of(core[at - 2]) == 'p' && small_of(core[at - 1]) == 'h' && at + 1 < size &&
           small_of(core[at + 1]) == 'd';
}

/* Whether the run behind `at`, where a period stands, may end the name of a host. */
static int closes(const uint8_t *core, size_t size, size_t at) {
    static const char *const domains[] = {"com", "net", "org", "id", "tv", "info"};
    size_t length = 0;
    uint8_t run[5] = {0};
    while (at + 1 + length < size && is_alnum(core[at + 1 + length])) {
        if (length == 4) return 0;
        run[length] = small_of(core[at + 1 + length]);
        length++;
    }
    for (size_t n = 0; n < sizeof(domains) / sizeof(*domains); n++) {
        if (strcmp((const char *)run, domains[n]) == 0) return 1;
    }
    return 0;
}

/* Whether a word of small letters was glued to another at the beginning. */
static int glued(const uint8_t *core, size_t size) {
    size_t small = 0;
    while (small < size && is_small(core[small])) small++;
    return small >= 4 && small < size && is_capital(core[small]);
}

int plain_pieces(const uint8_t *core, size_t size, const uint8_t *is_edge, Run *runs) {
    int count = 0, slashes = 0;
    if (glued(core, size)) return 0;
    for (size_t at = 0; at < size;) {
        uint8_t mark = core[at];
        if (!is_alnum(mark)) {
            if (!is_edge[mark] || (mark == '/' && ++slashes > 1) || (mark == '.' && closes(core, size, at))) return 0;
            if (mark == ':' && at + 2 < size && core[at + 1] == '/' && core[at + 2] == '/') return 0;
            at++;
            continue;
        }
        size_t start = at;
        while (at < size && is_alnum(core[at])) at++;
        if (count == RUNS) return 0;
        runs[count++] = (Run){(uint16_t)start, (uint16_t)(at - start)};
        if (at == size) break;
        mark = core[at];
        if (mark == '.' && opens(core, size, start, at)) return 0;
        if (!is_alnum(core[at + 1])) continue; /* a core ends with a letter or digit, so that there is one */
        if (mark == '\'' || mark == '-') return 0;
        if ((mark == '.' || mark == ',') && is_digit(core[at - 1]) && is_digit(core[at + 1])) return 0;
    }
    return count;
}
