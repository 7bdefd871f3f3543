# Fails if README.md, CONTRIBUTING.md or docs/ show C++ that is not compiled:
#
#   cmake -D ROOT=<source folder> -P tests/readme.cmake
#
# In front of each ```cpp block stands where its text comes from,
#
#   <!-- code: apps/examples/first_channel/main.cpp first_channel -->
#
# and in that file stand the marks // [first_channel] and // [/first_channel].
cmake_minimum_required(VERSION 3.25)

# The text between the marks of a source file.
function(marked_part file mark out)
  set(first "// [${mark}]\n")
  file(READ "${ROOT}/${file}" text)
  string(FIND "${text}" "${first}" begin)
  string(FIND "${text}" "// [/${mark}]" end)
  if(begin EQUAL -1 OR end LESS begin)
    message(FATAL_ERROR "${file} has no part marked ${mark}")
  endif()
  string(LENGTH "${first}" skip)
  math(EXPR begin "${begin} + ${skip}")
  math(EXPR length "${end} - ${begin}")
  string(SUBSTRING "${text}" ${begin} ${length} part)
  set(${out} "${part}" PARENT_SCOPE)
endfunction()

# Compares all C++ blocks of a page; `out` becomes their number.
function(check_page page out)
  set(fence "```cpp\n")
  string(LENGTH "${fence}" fence_length)
  set(count 0)
  file(READ "${ROOT}/${page}" rest)
  while(TRUE)
    string(FIND "${rest}" "${fence}" at)
    if(at EQUAL -1)
      break()
    endif()
    math(EXPR count "${count} + 1")
    string(SUBSTRING "${rest}" 0 ${at} before)
    if(NOT before MATCHES "<!-- code: ([^ \n]+) ([a-z_]+) -->\n$")
      message(FATAL_ERROR "${page}: C++ block ${count} does not say its source")
    endif()
    set(file "${CMAKE_MATCH_1}")
    set(mark "${CMAKE_MATCH_2}")
    math(EXPR at "${at} + ${fence_length}")
    string(SUBSTRING "${rest}" ${at} -1 rest)
    string(FIND "${rest}" "```" end)
    string(SUBSTRING "${rest}" 0 ${end} shown)
    string(SUBSTRING "${rest}" ${end} -1 rest)
    marked_part("${file}" "${mark}" compiled)
    if(NOT "${shown}" STREQUAL "${compiled}")
      message(SEND_ERROR "${page}: a block differs from ${mark} in ${file}; "
        "compiled is:\n${compiled}")
    endif()
  endwhile()
  set(${out} ${count} PARENT_SCOPE)
endfunction()

check_page(README.md shown)
if(shown EQUAL 0)
  message(SEND_ERROR "README.md shows no channel")
endif()
file(GLOB_RECURSE pages RELATIVE "${ROOT}" "${ROOT}/docs/*.md")
foreach(page IN LISTS pages ITEMS CONTRIBUTING.md)
  check_page(${page} shown)
endforeach()
