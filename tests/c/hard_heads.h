/* Pieces that, over and over, make headers that are hard to read: test_yaml.c counts what they take
 * in memory, bench/c/bench_heads.c prints what they take in time. */
#ifndef HARD_HEADS_H
#define HARD_HEADS_H

static const char *const hard_parts[] = {
    "[",
    "{",
    "[a: ",
    "{a: ",
    "- ",
    "? ",
    "a: ",
    "- - - -\n",
    "'",
    "\"",
    "\"a\\",
    "&a ",
    "*a ",
    "!a ",
    "[],",
    "[[],",
    "a:\n",
    "a: [\n",
    "a: '\n",
    "a: '''\n",
    "a: \"\n",
    "a: @\n",
    "%a b\n",
    "%TAG !a! b\n",
    "\t- ",
    "\t\n",
    "\xE2\x80\xA8",
    "\x01",
    "\xE8\xAF\x91\n",
    "a: &a b\n",
    "#\n",
    "\n",
    "a: |\n \n",
    "a: @\n\tb\n",
    "a: b\n c\n",
    "a: >\n b\n",
    "a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
    "\r",
    "a\n",
    "'a': ",
    "{{",
    "a: b: c\n",
    "--- ",
    "...\n",
    "|\n",
    ", ",
    "] ",
    ": ",
};

/* What they stand behind: nothing, a key, a line that must be recovered from. */
static const char *const hard_starts[] = {"", "k: ", "k: @\nv: "};

enum {
    HARD_PARTS = sizeof hard_parts / sizeof *hard_parts,
    HARD_STARTS = sizeof hard_starts / sizeof *hard_starts
};

#endif
