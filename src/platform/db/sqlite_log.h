/* SQLite's log (WAL), written a transaction at a time: SQLite asks for two writes a page, and a change touches some thirty pages. Only for the connection that
 * writes. What is gathered is written before the last page of a transaction is said to be, and before anything else is asked of the file, so who
 * reads the log, syncs it or takes it over finds in it what it would have found; a write that fails is told at that last page, or at the sync. */
#ifndef NABIJ_SQLITE_LOG_H
#define NABIJ_SQLITE_LOG_H

/* The name to open a connection with (sqlite3_open_v2); NULL, the usual way, where it could not be made. */
const char *sqlite_log_gathered(void);
#endif
