/* See language.h. Separate because the sanitizer keeps such a class, and writers read it. */
#include "clean/language.h"

static bool is_name(nws_view word)
{
    for (size_t i = 0; i < word.length; i++) {
        const unsigned char c = (unsigned char)word.data[i];
        if (!nws_is_alpha(c) && !nws_is_digit(c) && (c == 0 || strchr("+#._-", c) == NULL))
            return false;
    }
    return word.length > 0;
}

nws_view nws_language_named(nws_view classes)
{
    static const nws_view prefixes[] = {{"language-", 9}, {"lang-", 5}};
    nws_view word, rest = classes;
    while ((word = nws_view_word(&rest)).length > 0) {
        for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
            const nws_view name = nws_view_slice(word, prefixes[i].length, word.length);
            if (nws_view_starts(word, prefixes[i]) && is_name(name))
                return name;
        }
    }
    return NWS_VIEW("");
}

nws_view nws_language_of(const nws_node *pre)
{
    const nws_node *nodes[] = {pre, pre->children};
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        if (nodes[i] == NULL || !nws_node_is_element(nodes[i]))
            continue;
        const nws_attribute *classes = nws_node_attribute(nodes[i], NWS_ATTR_CLASS);
        const nws_view name =
            classes == NULL ? NWS_VIEW("") : nws_language_named(nws_attribute_value(classes));
        if (name.length > 0)
            return name;
    }
    return NWS_VIEW("");
}
