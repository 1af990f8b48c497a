/* Tokens of test cases, for tests/python/test_tokenizer_suite.py.
 *
 * A case on standard input is a line "content foreign last-start length", then length bytes;
 * content is a number of nws_content, foreign 0 or 1, last-start a name or "-". For each case one
 * line a token goes to standard output and then "END". A string is "=" and its bytes in
 * hexadecimal, or
 * "-" when it is missing.
 */
#include "html/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>

static void print_text(nws_view text)
{
    if (text.data == NULL) {
        fputs(" -", stdout);
        return;
    }
    fputs(" =", stdout);
    for (size_t i = 0; i < text.length; i++)
        printf("%02x", (unsigned)(unsigned char)text.data[i]);
}

static void print_start(const nws_token *token)
{
    printf("START %d", token->self_closing);
    print_text(token->name);
    /* A known name must be known by its id, an unknown one by none. */
    print_text(token->tag == NWS_TAG_UNKNOWN ? NWS_VIEW_NONE : nws_tag_name(token->tag));
    for (uint32_t i = 0; i < token->attribute_count; i++) {
        const nws_token_attr *attribute = &token->attributes[i];
        print_text(attribute->name);
        print_text(attribute->id == NWS_ATTR_UNKNOWN ? NWS_VIEW_NONE
                                                     : nws_attr_name(attribute->id));
        print_text(attribute->value);
    }
}

static void print_doctype(const nws_token *token)
{
    printf("DOCTYPE %d", token->force_quirks);
    print_text(token->name);
    print_text(token->public_id);
    print_text(token->system_id);
}

static void print_token(const nws_token *token)
{
    switch (token->type) {
    case NWS_TOKEN_EOF: fputs("EOF", stdout); break;
    case NWS_TOKEN_NULL: fputs("NULL", stdout); break;
    case NWS_TOKEN_START: print_start(token); break;
    case NWS_TOKEN_DOCTYPE: print_doctype(token); break;
    case NWS_TOKEN_END:
        fputs("END_TAG", stdout);
        print_text(token->name);
        break;
    case NWS_TOKEN_TEXT:
        fputs("TEXT", stdout);
        print_text(token->text);
        break;
    case NWS_TOKEN_COMMENT:
        fputs("COMMENT", stdout);
        print_text(token->text);
        break;
    case NWS_TOKEN_INSTRUCTION:
        fputs("INSTRUCTION", stdout);
        print_text(token->name);
        print_text(token->text);
        break;
    }
    printf(" @%u-%u\n", (unsigned)token->start, (unsigned)token->end);
}

static bool run_case(nws_arena *arena, unsigned content, bool foreign, const char *last_start,
                     nws_view input)
{
    nws_tokenizer tokenizer;
    nws_token token;
    nws_tokenizer_init(&tokenizer, arena, input);
    tokenizer.content = (nws_content)content;
    tokenizer.foreign = foreign;
    if (strcmp(last_start, "-") != 0)
        tokenizer.last_start = nws_view_of(last_start, strlen(last_start));
    do {
        if (nws_tokenizer_next(&tokenizer, &token) != NWS_OK)
            return false;
        print_token(&token);
    } while (token.type != NWS_TOKEN_EOF);
    puts("END");
    return true;
}

int main(void)
{
    unsigned content, foreign;
    char last_start[64];
    size_t length;
    bool fine = true;
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    while (fine && scanf("%u %u %63s %zu", &content, &foreign, last_start, &length) == 4) {
        /* Exactly as long as the input, so that a sanitizer sees a read past it. */
        char *input = malloc(length == 0 ? 1 : length);
        fine = input != NULL && getchar() == '\n' && fread(input, 1, length, stdin) == length &&
               run_case(&arena, content, foreign != 0, last_start, nws_view_of(input, length));
        free(input);
        nws_arena_reset(&arena);
    }
    nws_arena_free(&arena);
    return fine ? 0 : 1;
}
