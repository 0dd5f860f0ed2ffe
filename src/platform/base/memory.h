/* Memory for libraries that would go on without it. A failed allocation stops the program, which is started again with nothing half done
 * (docs/architecture.md, errors); jansson instead leaves out the member or the list, and half an object would be stored, answered, or taken for a damaged
 * one. SQLite, libmicrohttpd and libpq say that an allocation failed, and then the request fails. */
#ifndef NABIJ_MEMORY_H
#define NABIJ_MEMORY_H

void memory_start(void);                         /* before the first use of jansson */
#endif
