/* Reading files: what is read, what is refused, and that nothing hangs or leaks. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE 1 /* mkdtemp, mkfifo and symlink under -std=c11 on older systems */

#include "harness.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static char folder[64];

/* The path of name in this test's folder; valid until the next call but one. */
static const char *path_of(const char *name)
{
    static char paths[2][128];
    static unsigned turn;
    char *path = paths[turn++ % 2];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static const char *write_file(const char *name, const char *data, size_t length)
{
    const char *path = path_of(name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, length, file) != length || fclose(file) != 0)
        exit(1);
    return path;
}

static void check_refused(const char *path, size_t limit, nws_status status, const char *code,
                          int system_error)
{
    nws_buffer out;
    nws_file_info info = {12345, 6, 7};
    nws_error error = {0};
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_buffer_append(&out, "kept", 4) == NWS_OK);
    CHECK(nws_file_read(path, limit, &out, &info, &error) == status);
    CHECK(error.status == status && error.message != NULL && error.system_error == system_error);
    if (!CHECK(error.code != NULL && strcmp(error.code, code) == 0))
        fprintf(stderr, "  %s: %s\n", path, error.code == NULL ? "no code" : error.code);
    CHECK_TEXT(nws_buffer_view(&out), "kept");
    CHECK(info.size == 12345 && info.mtime_ns == 6 && info.stamp == 7);
    CHECK(nws_file_read(path, limit, &out, NULL, NULL) == status);
    nws_buffer_free(&out);
}

static void test_read(void)
{
    nws_buffer out;
    nws_file_info info;
    nws_error error;
    nws_buffer_init(&out, nws_allocator_libc());
    const char *path = write_file("post.md", "one\0two", 7);
    const struct timespec times[2] = {{5, 0}, {1626690120, 123456789}};
    CHECK(utimensat(AT_FDCWD, path, times, 0) == 0);
    CHECK(nws_file_read(path, 7, &out, &info, &error) == NWS_OK);
    CHECK(nws_view_equal(nws_buffer_view(&out), nws_view_of("one\0two", 7)));
    CHECK(info.size == 7 && info.mtime_ns == INT64_C(1626690120123456789));
    CHECK(info.stamp != 0 && info.stamp == nws_file_stamp(path));
    CHECK(chmod(path, 0600) == 0 && nws_file_stamp(path) != 0);
    const struct timespec later[2] = {{5, 0}, {1626690120, 123456790}};
    CHECK(utimensat(AT_FDCWD, path, later, 0) == 0 && nws_file_stamp(path) != info.stamp);
    CHECK(nws_file_stamp(path_of("nothing.md")) == 0 && nws_file_stamp("/") == 0);

    /* Appends, and works without anybody who wants to know more. */
    CHECK(nws_file_read(path, SIZE_MAX, &out, NULL, NULL) == NWS_OK);
    CHECK(out.length == 14 && memcmp(out.data + 7, "one\0two", 7) == 0);

    path = write_file("empty.md", "", 0);
    out.length = 0;
    CHECK(nws_file_read(path, 0, &out, &info, &error) == NWS_OK);
    CHECK(out.length == 0 && info.size == 0);

    CHECK(symlink("post.md", path_of("link.md")) == 0);
    CHECK(nws_file_read(path_of("link.md"), 100, &out, &info, &error) == NWS_OK && out.length == 7);
    nws_buffer_free(&out);
}

/* A buffer that is used again does not grow for a file that fits. */
static void test_reuse(void)
{
    harness_memory memory = {0};
    nws_allocator allocator = harness_allocator(&memory);
    nws_buffer out;
    nws_buffer_init(&out, &allocator);
    char text[5000];
    memset(text, 'x', sizeof text);
    const char *path = write_file("long.md", text, sizeof text);
    for (int i = 0; i < 5; i++) {
        out.length = 0;
        CHECK(nws_file_read(path, sizeof text, &out, NULL, NULL) == NWS_OK);
        CHECK(out.length == sizeof text && memcmp(out.data, text, sizeof text) == 0);
    }
    CHECK(memory.calls == 1);
    nws_buffer_free(&out);
    CHECK(memory.live == 0);
}

static void test_refused(void)
{
    write_file("post.md", "1234567", 7);
    check_refused(path_of("post.md"), 6, NWS_E_LIMIT, "too_large", 0);
    check_refused(path_of("post.md"), 0, NWS_E_LIMIT, "too_large", 0);
    check_refused(path_of("missing.md"), 99, NWS_E_IO, "not_found", ENOENT);
    check_refused(path_of("post.md/x"), 99, NWS_E_IO, "not_found", ENOTDIR);
    check_refused("", 99, NWS_E_IO, "not_found", ENOENT);
    check_refused(folder, 99, NWS_E_IO, "is_directory", 0);
    check_refused("/dev/null", 99, NWS_E_IO, "not_regular", 0);

    CHECK(symlink("loop.md", path_of("loop.md")) == 0);
    check_refused(path_of("loop.md"), 99, NWS_E_IO, "io_error", ELOOP);

    /* Nobody writes to this FIFO: without O_NONBLOCK the test would never end. */
    CHECK(mkfifo(path_of("fifo.md"), 0600) == 0);
    check_refused(path_of("fifo.md"), 99, NWS_E_IO, "not_regular", 0);

    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path_of("socket.md"));
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (listener >= 0 && bind(listener, (struct sockaddr *)&address, sizeof address) == 0) {
        nws_buffer out;
        nws_error error;
        nws_buffer_init(&out, nws_allocator_libc());
        CHECK(nws_file_read(path_of("socket.md"), 99, &out, NULL, &error) == NWS_E_IO);
        CHECK(strcmp(error.code, "not_regular") == 0);
        nws_buffer_free(&out);
    }
    if (listener >= 0)
        close(listener);

    if (geteuid() != 0) { /* root may read everything */
        write_file("secret.md", "x", 1);
        CHECK(chmod(path_of("secret.md"), 0) == 0);
        check_refused(path_of("secret.md"), 99, NWS_E_IO, "permission", EACCES);
    }
}

/* Files whose size the system does not tell beforehand are read to their end, and the limit holds
 * for them too. */
static void test_unknown_size(void)
{
    const char *path = "/proc/self/status";
    struct stat about;
    if (stat(path, &about) != 0 || about.st_size != 0) {
        printf("skipped: no file of unknown size here\n");
        return;
    }
    nws_buffer out;
    nws_error error;
    nws_file_info info;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_file_read(path, 1 << 20, &out, &info, &error) == NWS_OK);
    CHECK(out.length > 100 && info.size == out.length &&
          memchr(out.data, '\n', out.length) != NULL);
    out.length = 0;
    CHECK(nws_file_read(path, 50, &out, &info, &error) == NWS_E_LIMIT && out.length == 0);
    CHECK(strcmp(error.code, "too_large") == 0);
    nws_buffer_free(&out);
}

/* An allocator that changes the file between fstat and read, which is when the buffer grows. */
typedef struct meddler {
    const char *path;
    off_t size;
} meddler;

static void *meddle_allocate(void *context, size_t size)
{
    const meddler *it = context;
    if (truncate(it->path, it->size) != 0)
        exit(1);
    return malloc(size);
}
static void *meddle_resize(void *context, void *block, size_t old, size_t size)
{
    (void)context;
    (void)old;
    return realloc(block, size);
}
static void meddle_release(void *context, void *block, size_t size)
{
    (void)context;
    (void)size;
    free(block);
}

static void test_changing(void)
{
    static const struct {
        off_t size;
        size_t limit;
        nws_status status;
    } cases[] = {
        {0, 9999, NWS_OK},         {1, 9999, NWS_OK},        {999, 9999, NWS_OK},
        {1001, 9999, NWS_OK},      {9000, 9999, NWS_OK},     {1001, 1000, NWS_E_LIMIT},
        {9000, 5000, NWS_E_LIMIT}, {100000, 100000, NWS_OK},
    };
    static char text[1000];
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        meddler meddling = {write_file("changing.md", text, sizeof text), cases[i].size};
        nws_allocator allocator = {meddle_allocate, meddle_resize, meddle_release, &meddling};
        nws_buffer out;
        nws_file_info info = {0};
        nws_error error;
        nws_buffer_init(&out, &allocator);
        CHECK(nws_file_read(meddling.path, cases[i].limit, &out, &info, &error) == cases[i].status);
        if (cases[i].status == NWS_OK)
            CHECK(out.length == (size_t)cases[i].size && info.size == out.length);
        else
            CHECK(out.length == 0 && strcmp(error.code, "too_large") == 0);
        nws_buffer_free(&out);
    }
}

static void test_memory(void)
{
    harness_memory memory = {.fail_at = 1};
    nws_allocator allocator = harness_allocator(&memory);
    nws_buffer out;
    nws_error error;
    nws_buffer_init(&out, &allocator);
    CHECK(nws_file_read(write_file("post.md", "x", 1), 9, &out, NULL, &error) == NWS_E_MEMORY);
    CHECK(strcmp(error.code, "memory") == 0 && out.length == 0 && memory.live == 0);
}

/* No call may leave its descriptor open. */
static int free_descriptor(void)
{
    int descriptor = open("/dev/null", O_RDONLY);
    close(descriptor);
    return descriptor;
}

int main(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/nws_file_XXXXXX",
             base != NULL && strlen(base) < 30 ? base : "/tmp");
    if (mkdtemp(folder) == NULL)
        return 1;
    int before = free_descriptor();
    test_read();
    test_reuse();
    test_refused();
    test_unknown_size();
    test_changing();
    test_memory();
    CHECK(free_descriptor() == before);

    static const char *const names[] = {"post.md",   "empty.md",  "link.md",
                                        "long.md",   "loop.md",   "fifo.md",
                                        "socket.md", "secret.md", "changing.md"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    CHECK(rmdir(folder) == 0);
    return harness_report();
}
