/* Runs a fuzz target over files, without libFuzzer: `replay FILE ...`. Prints how many it ran. */
#include "target.h"

static unsigned char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    size_t capacity = 4096, length = 0;
    unsigned char *bytes = malloc(capacity);
    while (bytes != NULL) {
        length += fread(bytes + length, 1, capacity - length, file);
        if (length < capacity)
            break;
        capacity *= 2;
        unsigned char *larger = realloc(bytes, capacity);
        if (larger == NULL)
            free(bytes);
        bytes = larger;
    }
    fclose(file);
    *size = length;
    return bytes;
}

int main(int count, char **paths)
{
    int ran = 0;
    for (int i = 1; i < count; i++) {
        size_t size = 0;
        unsigned char *bytes = read_file(paths[i], &size);
        if (bytes == NULL) {
            fprintf(stderr, "%s: cannot be read\n", paths[i]);
            return 1;
        }
        /* An exact copy, so that a read past the end is seen by the address sanitizer. */
        unsigned char *exact = malloc(size == 0 ? 1 : size);
        if (exact == NULL)
            return 1;
        for (size_t at = 0; at < size; at++)
            exact[at] = bytes[at];
        LLVMFuzzerTestOneInput(exact, size);
        free(exact);
        free(bytes);
        ran++;
    }
    printf("%d passed, 0 failed\n", ran);
    return 0;
}
