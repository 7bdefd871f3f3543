// How jemalloc behaves in the servers, where nothing else is said by the
// variable MALLOC_CONF: a thread of its own gives freed memory back after ten
// seconds, also when the loops have nothing to do.
//
// jemalloc(3), TUNING. The library finds it by its name.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "background_thread:true";
}
