/* The list of removals: appended to, equal neighbours counted. */
#include "clean/audit.h"

#include "base/bounds.h"

enum { FIRST_ROWS = 32 };

void nws_audit_init(nws_audit *audit, nws_arena *arena)
{
    *audit = (nws_audit){.arena = arena};
}

/* tag and attribute are names from tables most of the time, so their addresses nearly always
 * decide. */
static bool same(nws_view a, nws_view b)
{
    return a.length == b.length && (a.data == b.data || nws_view_equal(a, b));
}

static bool continues(const nws_removal *last, const nws_removal *row)
{
    return last->rule == row->rule && last->action == row->action && same(last->tag, row->tag) &&
           same(last->attribute, row->attribute) && same(last->value, row->value);
}

nws_status nws_audit_add(nws_audit *audit, const nws_removal *row)
{
    audit->total += row->count;
    if (audit->count > 0 && continues(&audit->rows[audit->count - 1], row)) {
        audit->rows[audit->count - 1].count += row->count;
        return NWS_OK;
    }
    if (audit->count == NWS_MAX_REMOVALS)
        return NWS_OK;
    if (audit->count == audit->capacity) {
        uint32_t capacity = audit->capacity == 0 ? FIRST_ROWS : audit->capacity * 2;
        nws_removal *rows = nws_arena_resize(
            audit->arena, audit->rows, audit->capacity * sizeof *rows, capacity * sizeof *rows);
        if (rows == NULL)
            return NWS_E_MEMORY;
        audit->rows = rows;
        audit->capacity = capacity;
    }
    audit->rows[audit->count++] = *row;
    return NWS_OK;
}

const char *nws_rule_name(nws_rule rule)
{
    static const char *const names[] = {
#define NAME(name, text) [NWS_RULE_##name] = text,
        NWS_RULE_LIST(NAME)
#undef NAME
    };
    return names[rule];
}

const char *nws_action_name(nws_audit_action action)
{
    static const char *const names[] = {
        [NWS_AUDIT_DROPPED] = "dropped",     [NWS_AUDIT_UNWRAPPED] = "unwrapped",
        [NWS_AUDIT_MOVED] = "moved",         [NWS_AUDIT_SPLIT] = "split",
        [NWS_AUDIT_REWRITTEN] = "rewritten", [NWS_AUDIT_INSERTED] = "inserted",
        [NWS_AUDIT_ESCAPED] = "escaped",
    };
    return names[action];
}
