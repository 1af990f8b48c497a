/* XPath expressions with their operators written as calls: "a = b" becomes "_equal(a , b)".
 *
 * Separate from xpath.c because it knows the language only, no tree. One pass over the tokens with
 * a stack of the operators that wait for their right side; what is inserted and cut is noted by
 * place and written in the end, so that all else stays as it was.
 *
 * https://www.w3.org/TR/1999/REC-xpath-19991116/#exprlex: behind an operand "*" and names are
 * operators, elsewhere they are tests. "and" and "or" only bound the others. "A//B" becomes
 * "_within(A)/B" where A may be several nodes: libxml2 would compare each that it finds with all
 * found before.
 */
#include "html/xpath_parts.h"

#define NONE SIZE_MAX

enum { OPEN, OR, AND, EQUALITY, RELATION, SUM, PRODUCT, SIGN, UNION };

typedef struct operator_row {
    nws_view sign;
    const char *call; /* "": stays as it is */
    int level;
} operator_row;

/* Longer signs before those that they begin with. */
static const operator_row operators[] = {
    {{"or", 2}, "", OR},
    {{"and", 3}, "", AND},
    {{"=", 1}, "_equal(", EQUALITY},
    {{"!=", 2}, "_unequal(", EQUALITY},
    {{"<=", 2}, "_atmost(", RELATION},
    {{"<", 1}, "_less(", RELATION},
    {{">=", 2}, "_atleast(", RELATION},
    {{">", 1}, "_more(", RELATION},
    {{"+", 1}, "_plus(", SUM},
    {{"-", 1}, "_minus(", SUM},
    {{"*", 1}, "_times(", PRODUCT},
    {{"div", 3}, "_div(", PRODUCT},
    {{"mod", 3}, "_mod(", PRODUCT},
    {{"|", 1}, "_union(", UNION},
};
static const operator_row negative = {{"-", 1}, "_negative(", SIGN};

enum { LONGEST_CALL = 10 };

/* The path that is being read. */
typedef struct path {
    size_t start; /* NONE before its first token */
    bool many;    /* what is read of it may be several nodes */
    bool unary;   /* its next test is behind an axis that has one node: self, parent */
    bool operand; /* the last token ends an operand */
    bool merging; /* its next test is of a step that merges */
} path;

/* An operator that waits for its right side, or a bracket for its end. */
typedef struct waiting {
    const operator_row *row; /* NULL: a bracket */
    size_t start;            /* of the left side */
    path outer;              /* of a bracket: the path that it stands in */
    char closing;
} waiting;

typedef struct opening {
    const char *call;
    uint32_t next; /* the one written behind it, at the same place; 0 for none */
} opening;

/* What is changed at one place: calls end, calls begin, bytes are replaced by one. */
typedef struct change {
    uint32_t closings;
    uint32_t first; /* opening */
    uint8_t cut;
    char put;
} change;

typedef struct rewriter {
    nws_view source;
    size_t at;
    size_t end; /* of the last token of an operand */
    path path;
    waiting *stack;
    size_t depth;
    opening *openings; /* from 1 on */
    uint32_t opening_count;
    change *changes;
    bool elements, others; /* there are tests for elements and attributes, and for other nodes */
    bool merges, reorders; /* as in nws_xpath_plan */
    nws_view met;
} rewriter;

static const path fresh = {NONE, false, false, false, false};

static bool is_name_start(char byte)
{
    return nws_is_alpha((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

static bool is_name_byte(char byte)
{
    return is_name_start(byte) || nws_is_digit((unsigned char)byte) || byte == '-' || byte == '.';
}

static char peek(const rewriter *r, size_t at)
{
    return at < r->source.length ? r->source.data[at] : '\0';
}

static size_t skip_blanks(const rewriter *r, size_t at)
{
    while (peek(r, at) == ' ' || peek(r, at) == '\t' || peek(r, at) == '\n' || peek(r, at) == '\r')
        at++;
    return at;
}

static void note_call(rewriter *r, size_t start, const char *call)
{
    /* What comes later is outside what is there. */
    r->openings[++r->opening_count] = (opening){call, r->changes[start].first};
    r->changes[start].first = r->opening_count;
}

/* Ends the operators that bind at least as strongly as level; returns where the last one begins. */
static size_t reduce(rewriter *r, int level)
{
    size_t start = r->path.start;
    while (r->depth > 0 && r->stack[r->depth - 1].row != NULL &&
           r->stack[r->depth - 1].row->level >= level) {
        const waiting *last = &r->stack[--r->depth];
        start = last->start;
        if (last->row->call[0] != '\0') {
            note_call(r, start, last->row->call);
            r->changes[r->end].closings++;
        }
    }
    return start;
}

/* At the end of an expression: false when an operator has no right side. */
static bool finish(rewriter *r)
{
    const bool waits = r->depth > 0 && r->stack[r->depth - 1].row != NULL;
    if (waits && r->path.start == NONE)
        return false;
    (void)reduce(r, OPEN);
    return true;
}

static void push_operator(rewriter *r, const operator_row *row, size_t start, char put)
{
    r->stack[r->depth++] = (waiting){.row = row, .start = start};
    if (row->call[0] != '\0') {
        r->changes[r->at].cut = (uint8_t)row->sign.length;
        r->changes[r->at].put = put;
    }
    r->at += row->sign.length;
    r->path = fresh;
}

static bool read_operator(rewriter *r)
{
    const nws_view rest = nws_view_slice(r->source, r->at, r->source.length);
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
        if (nws_view_starts(rest, operators[i].sign)) {
            if (r->path.start == NONE)
                return false;
            push_operator(r, &operators[i], reduce(r, operators[i].level), ',');
            r->reorders |= operators[i].level == UNION;
            return true;
        }
    return false;
}

static void take(rewriter *r, size_t end)
{
    if (r->path.start == NONE)
        r->path.start = r->at;
    r->at = r->end = end;
    r->path.operand = true;
}

static void open_bracket(rewriter *r, char closing)
{
    if (r->path.start == NONE)
        r->path.start = r->at;
    r->stack[r->depth++] = (waiting){.outer = r->path, .closing = closing};
    r->at++;
    r->path = fresh;
}

static bool close_bracket(rewriter *r)
{
    if (!finish(r) || r->depth == 0 || r->stack[r->depth - 1].closing != r->source.data[r->at])
        return false;
    r->path = r->stack[--r->depth].outer;
    take(r, r->at + 1);
    return true;
}

/* Notes that a step may find nodes of this name twice. */
static void note_merge(rewriter *r, nws_view name)
{
    r->met = !r->merges || nws_view_equal(r->met, name) ? name : NWS_VIEW("");
    r->merges = true;
}

/* Behind one node an axis finds none twice, behind several it may, these aside. */
static void read_axis(rewriter *r, nws_view name)
{
    static const nws_view simple[] = {{"attribute", 9}, {"child", 5}, {"namespace", 9}};
    r->path.unary = nws_view_equal(name, NWS_VIEW("self"));
    bool merges = !r->path.unary;
    for (size_t i = 0; i < sizeof simple / sizeof simple[0]; i++)
        merges = merges && !nws_view_equal(name, simple[i]);
    r->path.merging = merges && r->path.many;
    r->reorders |=
        nws_view_starts(name, NWS_VIEW("ancestor")) || nws_view_starts(name, NWS_VIEW("preceding"));
    r->path.unary |= nws_view_equal(name, NWS_VIEW("parent"));
}

static void take_test(rewriter *r, size_t end, bool others)
{
    r->others |= others;
    r->elements |= !others;
    if (r->path.merging)
        note_merge(r, others || r->source.data[r->at] == '*'
                          ? NWS_VIEW("")
                          : nws_view_slice(r->source, r->at, end - r->at));
    r->path.merging = false;
    take(r, end);
    r->path.many |= !r->path.unary;
    r->path.unary = false;
}

static bool is_node_type(nws_view name)
{
    static const nws_view types[] = {
        {"comment", 7}, {"node", 4}, {"processing-instruction", 22}, {"text", 4}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (nws_view_equal(name, types[i]))
            return true;
    return false;
}

/* A test, or the name of an axis, of a type of nodes or of a function. */
static bool read_name(rewriter *r)
{
    size_t end = r->at;
    while (end < r->source.length && is_name_byte(r->source.data[end]))
        end++;
    const nws_view name = nws_view_slice(r->source, r->at, end - r->at);
    const size_t next = skip_blanks(r, end);
    if (peek(r, next) == ':' && peek(r, next + 1) == ':') {
        read_axis(r, name);
        take(r, next + 2);
        r->path.operand = false;
        return true;
    }
    if (peek(r, next) != '(' || is_node_type(name)) {
        take_test(r, end, peek(r, next) == '(');
        r->elements |= nws_view_equal(name, NWS_VIEW("node"));
        return true;
    }
    if (name.data[0] == '_') /* ours are not the caller's */
        return false;
    take(r, next);
    r->path.many = true;
    open_bracket(r, ')');
    return true;
}

static void read_slash(rewriter *r)
{
    const bool twice = peek(r, r->at + 1) == '/';
    if (twice && r->path.operand && r->path.many) {
        note_call(r, r->path.start, "_within(");
        r->changes[r->at].cut = 2;
        r->changes[r->at].put = ')';
    }
    take(r, r->at + (twice ? 2 : 1));
    r->path.operand = false;
    r->path.many |= twice;
}

static bool read_literal(rewriter *r)
{
    const nws_view rest = nws_view_slice(r->source, r->at + 1, r->source.length);
    const char *end =
        rest.length == 0 ? NULL : memchr(rest.data, r->source.data[r->at], rest.length);
    if (end == NULL)
        return false;
    take(r, (size_t)(end - r->source.data) + 1);
    return true;
}

static void read_number(rewriter *r)
{
    size_t end = r->at;
    while (nws_is_digit((unsigned char)peek(r, end)) || peek(r, end) == '.')
        end++;
    take(r, end);
}

static void read_dots(rewriter *r)
{
    const bool twice = peek(r, r->at + 1) == '.';
    if (twice && r->path.many)
        note_merge(r, NWS_VIEW(""));
    r->elements |= twice || r->path.many;
    r->others |= !twice && r->path.many; /* "//." */
    take(r, r->at + (twice ? 2 : 1));
}

/* Where a path begins or goes on. */
static bool read_operand(rewriter *r)
{
    const char byte = r->source.data[r->at];
    if (is_name_start(byte))
        return read_name(r);
    if (byte == '"' || byte == '\'')
        return read_literal(r);
    if (nws_is_digit((unsigned char)byte) ||
        (byte == '.' && nws_is_digit((unsigned char)peek(r, r->at + 1)))) {
        read_number(r);
    } else if (byte == '.') {
        read_dots(r);
    } else if (byte == '*') {
        take_test(r, r->at + 1, false);
    } else if (byte == '@') {
        take(r, r->at + 1);
        r->path.operand = false;
    } else if (byte == '(' && r->path.start == NONE) {
        r->path = (path){r->at, true, false, false, false};
        open_bracket(r, ')');
    } else if (byte == '-' && r->path.start == NONE) {
        push_operator(r, &negative, r->at, ' ');
    } else {
        return read_operator(r); /* "/" alone is an operand, too */
    }
    return true;
}

static bool read_token(rewriter *r)
{
    const char byte = r->source.data[r->at];
    switch (byte) {
    case '/': read_slash(r); return true;
    case ')':
    case ']': return close_bracket(r);
    case ',':
        if (!finish(r))
            return false;
        r->at++;
        r->path = fresh;
        return true;
    default: break;
    }
    if (!r->path.operand)
        return read_operand(r);
    if (byte == '[' || (byte == '(' && is_name_byte(r->source.data[r->end - 1]))) {
        open_bracket(r, byte == '[' ? ']' : ')'); /* "(": of a type of nodes */
        return true;
    }
    return read_operator(r);
}

/* All noted changes made. */
static nws_status write_out(const rewriter *r, nws_arena *arena, nws_view *text)
{
    const size_t most = r->source.length + r->opening_count * (size_t)(LONGEST_CALL + 2) + 1;
    char *out = nws_arena_alloc(arena, most);
    size_t length = 0;
    if (out == NULL)
        return NWS_E_MEMORY;
    for (size_t i = 0; i <= r->source.length; i++) {
        const change *here = &r->changes[i];
        for (uint32_t closing = 0; closing < here->closings; closing++)
            out[length++] = ')';
        for (uint32_t at = here->first; at != 0; at = r->openings[at].next)
            for (const char *call = r->openings[at].call; *call != '\0'; call++)
                out[length++] = *call;
        if (here->cut > 0) {
            out[length++] = here->put;
            if (here->put == ')')
                out[length++] = '/';
            i += here->cut - 1u;
        } else if (i < r->source.length) {
            out[length++] = r->source.data[i];
        }
    }
    out[length] = '\0';
    *text = nws_view_of(out, length);
    return NWS_OK;
}

nws_status nws_xpath_rewrite(nws_arena *arena, nws_view expression, nws_xpath_plan *plan)
{
    *plan = (nws_xpath_plan){.text = NWS_VIEW_NONE};
    const size_t room = expression.length + 2; /* each token notes one of each */
    rewriter r = {.source = expression, .path = fresh};
    r.stack = nws_arena_alloc(arena, room * sizeof *r.stack);
    r.openings = nws_arena_alloc(arena, room * sizeof *r.openings);
    r.changes = nws_arena_zero(arena, room * sizeof *r.changes);
    if (r.stack == NULL || r.openings == NULL || r.changes == NULL)
        return NWS_E_MEMORY;
    while ((r.at = skip_blanks(&r, r.at)) < expression.length)
        if (!read_token(&r))
            return NWS_OK;
    if (!finish(&r) || r.depth > 0)
        return NWS_OK;
    plan->merges = r.merges;
    plan->met = r.met;
    plan->mixed = r.elements && r.others;
    plan->reorders = r.reorders || r.merges;
    return write_out(&r, arena, &plan->text);
}
