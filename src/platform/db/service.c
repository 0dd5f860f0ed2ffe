#include "service.h"
#include <assert.h>
#include "engine.h"

id64 slot_as_itself(struct slot *slot)
{
	id64 was = slot->viewer;
	slot_view_as(slot, NABIJ_ITSELF);
	return was;
}

struct blob slot_token(struct slot *slot, const char *purpose, const char *text)
{
	unsigned char *token = arena_alloc(slot->arena, HASH_BYTES);
	crypt_mac(token, keystore_token_key(slot->db->keys), purpose, text, strlen(text));
	return (struct blob){ token, HASH_BYTES };
}

const struct key *slot_service_key(const struct slot *slot)
{
	return keystore_token_key(slot->db->keys);
}

struct slot_mark slot_mark(const struct slot *slot)
{
	return (struct slot_mark){ slot->shown.n, slot->written.n };
}

/* The sets only grow and hold each file once, so what came later is what stands behind the mark. */
void slot_forget(struct slot *slot, struct slot_mark mark)
{
	assert(mark.shown <= slot->shown.n && mark.written <= slot->written.n);
	slot->shown.n = mark.shown;
	slot->written.n = mark.written;
}
