# Fails if a layer includes a header that it must not know, or a source not its own
# header first:
#
#   cmake -D ROOT=<source folder> -P tests/layering.cmake
#
# All layers share one include root, so the linker alone would not notice.
cmake_minimum_required(VERSION 3.25)

# check(<layer> <regex of header names> [<folder in the layer>...])
# The folders are left out.
function(check layer forbidden)
  file(GLOB_RECURSE files "${ROOT}/${layer}/*.hpp" "${ROOT}/${layer}/*.cpp")
  foreach(folder IN LISTS ARGN)
    list(FILTER files EXCLUDE REGEX "/${layer}/${folder}/[^/]*$")
  endforeach()
  foreach(file IN LISTS files)
    file(STRINGS "${file}" lines
         REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]${forbidden}")
    foreach(line IN LISTS lines)
      message(SEND_ERROR "${file}: ${layer}/ must not know this: ${line}")
    endforeach()
  endforeach()
endfunction()

# No include points backwards, however it is spelled: <troupe/net/loop.hpp>,
# "net/loop.hpp" or "../net/loop.hpp".
set(layers protocol actors net apps)
set(later ${layers} tests testkit)
foreach(layer IN LISTS layers)
  list(POP_FRONT later)
  list(JOIN later "|" names)
  check(${layer} "(\\.\\./)*(troupe/)?(${names})/")
endforeach()

# No layer reaches for the library of a later one.
check(protocol "(caf|boost/asio|boost/beast)[/.]")
check(actors "(boost/asio|boost/beast)[/.]")

# stores/ lies in actors/ and is a layer behind it.
set(stores "(\\.\\./)*(troupe/)?(actors/)?stores/|SQLiteCpp/|sqlite3|hiredis/")
check(protocol "(${stores})")
check(actors "(${stores})" stores)

# cluster/ too.
set(cluster "(\\.\\./)*(troupe/)?(actors/)?cluster/|caf/(io|openssl)/")
check(protocol "(${cluster})")
check(actors "(${cluster})" cluster)

# A source includes the header of its name first, which shows that this one
# compiles alone.
file(GLOB_RECURSE sources "${ROOT}/protocol/*.cpp" "${ROOT}/actors/*.cpp"
     "${ROOT}/net/*.cpp" "${ROOT}/tests/kit/*.cpp")
foreach(source IN LISTS sources)
  cmake_path(REPLACE_EXTENSION source "hpp" OUTPUT_VARIABLE header)
  if(NOT EXISTS "${header}")
    continue()
  endif()
  cmake_path(GET header FILENAME name)
  file(STRINGS "${source}" first LIMIT_COUNT 1 REGEX "^#include")
  if(NOT first MATCHES "/${name}[>\"]")
    message(SEND_ERROR "${source}: its own header comes first, not ${first}")
  endif()
endforeach()
