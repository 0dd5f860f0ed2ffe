/* Any bytes as GeoJSON: the reader must end, a good feature's shape must survive being kept, and file and memory must read the same. */
#include <assert.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include "features/neighbourhood/import/geojson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_shape(struct arena *arena, const struct geojson_feature *f)
{
	struct geometry back;
	struct buf bytes, again;
	buf_init(&bytes, 0);
	buf_init(&again, 0);
	geometry_encode(&f->shape, &bytes);
	assert(geometry_decode(arena, bytes.p, bytes.n, &back));
	geometry_encode(&back, &again);
	assert(bytes.n == again.n && !memcmp(bytes.p, again.p, bytes.n));
	struct geo_box box = geometry_box(&back);
	struct geo_point at = geometry_inside(arena, &back);
	assert(at.lon >= box.west && at.lon <= box.east && at.lat >= box.south && at.lat <= box.north);
	buf_release(&bytes);
	buf_release(&again);
}

/* How many features were given, good and bad, and how it ended: 1 when it broke. */
static size_t read_all(struct json_reader *json)
{
	struct arena *arena = arena_new(64 << 20);
	struct geojson *g = geojson_new(json);
	struct geojson_feature f;
	enum geojson_event event;
	size_t n = 0;
	while ((event = geojson_next(g, arena, &f)) == GEOJSON_FEATURE || event == GEOJSON_BAD) {
		n += 2;
		assert(event == GEOJSON_FEATURE ? !f.problem : f.problem && f.problem_at);
		if (event == GEOJSON_FEATURE && f.shaped)
			check_shape(arena, &f);
		arena_reset(arena);
	}
	assert((event == GEOJSON_FAILED) == (geojson_problem(g) != NULL));
	assert(json_line(json) >= 1 && json_column(json) >= 1);
	geojson_free(g);
	arena_free(arena);
	return n + (event == GEOJSON_FAILED);
}

static void decode_anything(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(64 << 20);
	struct geometry g;
	if (geometry_decode(arena, data, size, &g))
		geometry_box(&g);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct err e = { "" };
	int fd = memfd_create("map", MFD_CLOEXEC);
	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	struct json_reader *memory = json_open_memory(data, size), *file = json_open_file(path, &e);
	assert(file);
	assert(read_all(memory) == read_all(file));
	json_close(memory);
	json_close(file);
	close(fd);
	decode_anything(data, size);
	return 0;
}
