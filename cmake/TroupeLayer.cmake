# What every target of this project is compiled with. CAF, Boost and json come
# as imported targets, whose headers CMake treats as system headers.
add_library(troupe_settings INTERFACE)
target_compile_features(troupe_settings INTERFACE cxx_std_20)
target_compile_options(troupe_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow
  $<$<BOOL:${TROUPE_WERROR}>:-Werror>
  # No path of the building machine in what is built.
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)

if(TROUPE_SANITIZE)
  target_compile_options(troupe_settings INTERFACE
    -fsanitize=${TROUPE_SANITIZE}
    -fno-omit-frame-pointer
    -fno-sanitize-recover=undefined
    # CAF 0.17's init_fun_factory binds a reference through a null pointer that
    # it never reads, and its intrusive queues cast their end marker to an
    # element that they never read: harmless, and not ours to mend.
    -fno-sanitize=null,vptr)
  target_link_options(troupe_settings INTERFACE -fsanitize=${TROUPE_SANITIZE})
endif()

# troupe_layer(<name> SOURCES <file>... HEADERS <file>...
#              [USES <target>...] [PRIVATE_USES <target>...])
#
# Adds the static library troupe_<name>, alias and installed name
# Troupe::<name>. All HEADERS are public: <troupe/<name>/file.hpp>, in the build
# tree by a link to this folder, installed as copies. File names are relative to
# the calling CMakeLists.txt. USES is what the headers need, PRIVATE_USES what
# only the sources need.
function(troupe_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg
    "" "" "SOURCES;HEADERS;USES;PRIVATE_USES")

  # That a header compiles alone is shown by the source of its name, which
  # includes it first (see the test `layering`); for the others there is the test
  # `headers`.
  set(lone_headers "")
  foreach(header IN LISTS arg_HEADERS)
    string(REGEX REPLACE "hpp$" "cpp" source "${header}")
    if(NOT source IN_LIST arg_SOURCES)
      list(APPEND lone_headers "${header}")
    endif()
  endforeach()
  list(REMOVE_ITEM arg_HEADERS ${lone_headers})

  set(include_root "${PROJECT_BINARY_DIR}/include")
  file(MAKE_DIRECTORY "${include_root}/troupe")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}"
       "${include_root}/troupe/${name}" SYMBOLIC)
  list(TRANSFORM arg_HEADERS PREPEND "${include_root}/troupe/${name}/")
  list(TRANSFORM lone_headers PREPEND "${include_root}/troupe/${name}/")

  set(library troupe_${name})
  add_library(${library} STATIC ${arg_SOURCES})
  add_library(Troupe::${name} ALIAS ${library})
  set_target_properties(${library} PROPERTIES
    EXPORT_NAME ${name}
    VERIFY_INTERFACE_HEADER_SETS ON
    INTERFACE_HEADER_SETS_TO_VERIFY lone_headers)
  target_sources(${library} PUBLIC
    FILE_SET HEADERS BASE_DIRS "${include_root}" FILES ${arg_HEADERS}
    FILE_SET lone_headers TYPE HEADERS
      BASE_DIRS "${include_root}" FILES ${lone_headers})
  target_compile_features(${library} PUBLIC cxx_std_20)
  target_link_libraries(${library}
    PUBLIC ${arg_USES}
    PRIVATE ${arg_PRIVATE_USES} $<BUILD_INTERFACE:troupe_settings>)

  install(TARGETS ${library} EXPORT TroupeTargets
    FILE_SET HEADERS FILE_SET lone_headers)
endfunction()
