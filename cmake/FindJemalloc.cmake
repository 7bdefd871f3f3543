# Finds jemalloc, an allocator.
#
#   find_package(Jemalloc REQUIRED)
#
# Defines Jemalloc::jemalloc: who links it allocates with it, also when nothing
# calls it by name.

find_library(Jemalloc_LIBRARY jemalloc)
mark_as_advanced(Jemalloc_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Jemalloc REQUIRED_VARS Jemalloc_LIBRARY)

if(Jemalloc_FOUND AND NOT TARGET Jemalloc::jemalloc)
  add_library(Jemalloc::jemalloc INTERFACE IMPORTED)
  # Ubuntu's compilers leave out libraries that nothing refers to.
  set_target_properties(Jemalloc::jemalloc PROPERTIES
    INTERFACE_LINK_LIBRARIES
      "-Wl,--push-state,--no-as-needed;${Jemalloc_LIBRARY};-Wl,--pop-state")
endif()
