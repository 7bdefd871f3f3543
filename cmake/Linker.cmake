# Links what is built for daily work with mold where it is installed: a second
# instead of five to eight for each of our programs. What is shipped is linked as
# the compiler does.
include(CheckLinkerFlag)
find_program(MOLD_PROGRAM mold)
mark_as_advanced(MOLD_PROGRAM)
if(MOLD_PROGRAM AND PROJECT_IS_TOP_LEVEL AND CMAKE_BUILD_TYPE STREQUAL "Debug")
  check_linker_flag(CXX -fuse-ld=mold TROUPE_LINKS_WITH_MOLD)
  if(TROUPE_LINKS_WITH_MOLD)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
