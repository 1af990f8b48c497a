/* Every limit of the library, each with its reason.
 *
 * A limit that a user may change is a field of nws_limits and starts from the value here;
 * the others are properties of the code that uses them.
 */
#ifndef NWS_BASE_BOUNDS_H
#define NWS_BASE_BOUNDS_H

#include <stddef.h>
#include <stdint.h>

/* A body beyond this is a LimitError: positions are 32 bits wide, and the largest real post seen
 * is 1.7 MB. */
#define NWS_MAX_BODY ((size_t)64 << 20)
/* Bytes of a file for each that its header and body may have: no encoding takes more than four for
 * what UTF-8 writes in one, and what is really too long is found when it is decoded. */
#define NWS_MAX_FILE_FACTOR 4
/* Bytes that an archive may expand to: for each byte of it so many, and so many in any case. Copies
 * of one post under many names reach 200, and what is made to fill memory reaches 1,000 and more.
 */
#define NWS_MAX_ARCHIVE_FACTOR 250
#define NWS_MAX_ARCHIVE_FLOOR ((size_t)256 << 20)
/* A header beyond this is no header that anyone wrote; the largest real one seen is 182 kB. */
#define NWS_MAX_FRONT ((size_t)1 << 20)
/* Nesting in front matter: libyaml has no limit of its own and is quadratic on nested flow. */
#define NWS_MAX_FRONT_DEPTH 64
/* Values in one header: a bound on memory before aliases are expanded. */
#define NWS_MAX_FRONT_NODES 100000
/* Keys of one mapping. */
#define NWS_MAX_FRONT_KEYS 10000
/* Aliases in one header, and what they may expand to (10 x events + 1,000 nodes): billion laughs.
 */
#define NWS_MAX_ALIASES 100
#define NWS_MAX_ALIAS_FACTOR 10
#define NWS_MAX_ALIAS_FLOOR 1000
/* Decimal digits of an integer in front matter; a longer one is text. CPython refuses to convert
 * more than 4,300, and changing the base of n digits takes n * n steps. */
#define NWS_MAX_INTEGER_DIGITS 4000
/* Diagnostics of one file; the rest is counted, so that a broken file cannot drown a report. */
#define NWS_MAX_DIAGNOSTICS 100
/* Blank lines that may stand before the opening fence: generators emit one or two. */
#define NWS_MAX_FENCE_BLANKS 64
/* Columns lifted out of front matter: each is asked of every file, and nobody names so many by
 * hand.
 */
#define NWS_MAX_LIFTS 100
/* Bits in which simhashes of one group may differ. Unrelated texts differ in 32, more or less: of
 * 100,000 the closest two differ in 8. And the blocks to search by become too short. */
#define NWS_MAX_DISTANCE 8u
/* Open elements. Browsers stop at 512 too; deeper content is flattened into the deepest element. */
#define NWS_MAX_OPEN_ELEMENTS 512
/* Tags too deep, or past NWS_MAX_TREE, that wait for their end tags. Nobody nests so deep; of more,
 * the outer half is forgotten. */
#define NWS_MAX_FLAT_TAGS 4096u
/* Formatting elements that go on behind a block's end, between two markers: bounds every walk over
 * their list. Real pages have a handful. */
#define NWS_MAX_FORMATTING 256u
/* Nodes and attributes that may be made again for misnested formatting before the input pays for
 * them, at half a one for each byte. A long value counts for one more for each sixteen bytes. */
#define NWS_MAX_CLONES 4096u
/* Attributes of html and body, to which later tags may add: bounds the search for twins. */
#define NWS_MAX_MERGED 128u
/* Attributes of one tag; later ones are dropped. The most that a real tag was seen to have is some
 * forty; each takes a hundred bytes here and "a " takes two in the text. */
#define NWS_MAX_ATTRIBUTES 4096u
/* Bytes that the nodes of one tree may take: so many, and for each byte of text read so far so many
 * more. "<b>" is three bytes and its node a hundred. Past this, tags make no elements and comments
 * no nodes, but text is kept. The largest real page, of 4 MB, takes 23 MB of its 60; a table of 4
 * MB with a number in each cell just fits. The last sixteenth is for images, links and line breaks.
 */
#define NWS_MAX_TREE ((size_t)44 << 20)
#define NWS_MAX_TREE_FACTOR 4
/* Bytes that copies and inserted elements may add to a tree when it is sanitized: so many, and half
 * a byte for each byte of the text. */
#define NWS_MAX_REPAIR ((size_t)6 << 20)
/* Distinct inline elements that are carried into a block which they must not hold. Nobody writes so
 * many. */
#define NWS_MAX_INHERITED 16
/* Proxies behind proxies in a picture's address: nobody chains more. */
#define NWS_MAX_PROXIES 4
/* Removals on record; the rest is counted. The 4 MB page has 10,000. */
#define NWS_MAX_REMOVALS 50000u
/* Depth of sanitized output: stays far under every parser's own limit, so output is read back
 * whole. */
#define NWS_MAX_OUTPUT_DEPTH 200
/* Bytes of a data: URL that shows a picture in place. Icons and previews take a few kilobytes; more
 * is a file that the page should have been given as one. */
#define NWS_MAX_DATA_URL ((size_t)64 << 10)
/* Bytes of a URL scheme that a policy can name; the longest registered in use has 26. */
#define NWS_MAX_SCHEME_NAME 32
/* Bytes of a policy's id_prefix, which goes before every word of a list of ids: keeps what it adds
 * in proportion. */
#define NWS_MAX_ID_PREFIX 64
/* Schemes that one policy can name beside those that have a bit of their own: the bits of a word.
 */
#define NWS_MAX_POLICY_SCHEMES 32
/* Blocks in blocks in the value of a style attribute, all of which are refused anyway: their only
 * use is to find where the next declaration begins. */
#define NWS_MAX_CSS_BLOCKS 64
/* Characters of a caption. One that markup names can be long: agencies write two or three
 * sentences. One that only its beginning or its italics tell must be short of a paragraph, and a
 * bare line of text short of a sentence: of real ones, almost all have fewer than forty characters.
 */
#define NWS_MAX_CAPTION 300
#define NWS_MAX_CUED_CAPTION 120
#define NWS_MAX_BARE_CAPTION 60
/* Bytes of a start tag that is read once more for the names that the policy took away: a caption's
 * has some fifty. */
#define NWS_MAX_START_TAG 2048
/* Nodes that are looked at on each side of an image for its caption: keeps the search linear on
 * pages that are nothing but images. */
#define NWS_MAX_CAPTION_REACH 32
/* What a cell may span, as browsers clamp it. */
#define NWS_MAX_COLSPAN 1000
#define NWS_MAX_ROWSPAN 65534

/* What one article's outputs may say again, whatever the input: base/repeats.h.
 *
 * Captions, in bytes, of the images of a figure after its first: a caption of a megabyte and images
 * of ten bytes each would make gigabytes. A thousand images with 80 characters in Chinese still
 * have theirs. */
#define NWS_MAX_CAPTION_REPEATS ((size_t)256 << 10)
/* Cells of tables that are there because of a span: a table of a hundred bytes can say that it has
 * sixty million. Past that nothing spans. A cell with a long text counts for one more for each
 * NWS_TABLE_FILL_BYTES of it, because each cell becomes a text of its own. */
#define NWS_MAX_TABLE_FILL 100000
#define NWS_TABLE_FILL_BYTES 64
/* Text, in bytes, of cells round other tables: 49 tables in each other would give what is in the
 * innermost 49 times. Past that such cells are empty, and the text is in the inner tables only.
 * Pages laid out by tables, four in each other, stay under it. */
#define NWS_MAX_TABLE_REPEATS ((size_t)1 << 20)
/* Addresses, in bytes, of links that go on behind a paragraph's end in Markdown. */
#define NWS_MAX_MARKDOWN_REPEATS ((size_t)64 << 10)

/* An XPath expression: longer than any that is written by hand, and the steps that it may take:
 * about a second, where an article of a thousand elements takes some thousands. A step is a node
 * that is visited, 64 bytes of text that is read, 32 nodes compared with another. */
#define NWS_MAX_XPATH_LENGTH 10000
#define NWS_MAX_XPATH_STEPS 10000000
/* Steps times elements of the name looked for, for an expression that goes from several nodes to
 * what several of them may have ("//a/..", "//h2/following-sibling::p"): libxml2 looks for each
 * node among all that it has found. Also steps times siblings, twice, where it must sort texts
 * among elements ("//p | //text()"). About a second; a real page of 40,000 elements has room for a
 * walk over them and "..". */
#define NWS_MAX_XPATH_MERGES 2000000000

/* A Markdown body beyond this is read as HTML: md4c holds up to 60 bytes for each byte of it. */
#define NWS_MAX_MARKDOWN ((size_t)4 << 20)
/* Lines of a paragraph times brackets in it, summed up: md4c walks the one for each of the other.
 * 10,000 links on 10,000 lines without a blank one; takes 30 ms. */
#define NWS_MAX_MARKDOWN_STEPS 100000000
/* Lists and quotes in each other, in Markdown that is written: each line repeats a prefix for every
 * one of them. Deeper ones are written as if they were not nested. Real posts reach 8. */
#define NWS_MAX_MARKDOWN_DEPTH 24
/* Columns of a table in Markdown; wider ones are written cell after cell. md4c and others stop
 * here, since every row may be padded to the full width. */
#define NWS_MAX_MARKDOWN_COLUMNS 128
/* Cells that make the rows of a table in Markdown as wide as its widest one, for each byte of it.
 * More would meet the bound of what is written, for the sake of one row with many '|'. */
#define NWS_MAX_ADDED_CELLS 2
/* Bytes of a template tag, {% … %}; a longer one is text that happens to have braces. */
#define NWS_MAX_TEMPLATE_TAG 4096

/* The limits that a caller may set. */
typedef struct nws_limits {
    size_t body;  /* bytes */
    size_t front; /* bytes */
    uint32_t front_depth;
    uint32_t front_nodes;
    uint32_t front_keys;
    uint32_t aliases;
    uint32_t diagnostics;
} nws_limits;

#define NWS_LIMITS_DEFAULT                                                                         \
    {NWS_MAX_BODY,       NWS_MAX_FRONT,   NWS_MAX_FRONT_DEPTH, NWS_MAX_FRONT_NODES,                \
     NWS_MAX_FRONT_KEYS, NWS_MAX_ALIASES, NWS_MAX_DIAGNOSTICS}

/* Bytes of the largest file that can pass. */
static inline size_t nws_limits_file(const nws_limits *limits)
{
    if (limits->body > SIZE_MAX / 8 || limits->front > SIZE_MAX / 8)
        return SIZE_MAX;
    return (limits->body + limits->front) * NWS_MAX_FILE_FACTOR;
}

#endif
