# muster_library(identity DEPS ...): every .cpp of the current folder, as muster_<name>.
# PCH names headers that nearly every file of that folder needs, and that are slow to read.
# TOGETHER: its files are compiled some at a time, unless MUSTER_UNITY is OFF, in a third of the time
# that they take alone. Names in anonymous namespaces are therefore unique in that folder.
function(muster_library name)
  cmake_parse_arguments(ARG "TOGETHER" "" "DEPS;PCH" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(muster_${name} STATIC ${sources})
  target_link_libraries(muster_${name} PUBLIC muster_flags ${ARG_DEPS})
  if(ARG_TOGETHER AND MUSTER_UNITY)
    set_target_properties(muster_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12
      # A parameter may be called what another file calls something; alone, each file is checked.
      UNITY_BUILD_CODE_BEFORE_INCLUDE "#pragma GCC diagnostic ignored \"-Wshadow\"")
    # To GCC, the frame of a coroutine with a lambda is a type that other files might see.
    target_compile_options(muster_${name} PRIVATE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
  if(ARG_PCH)
    target_precompile_headers(muster_${name} PRIVATE ${ARG_PCH})
  endif()
endfunction()

# muster_tests(identity DEPS ...): tests/<name>/*_test.cpp as one program, one CTest entry a test.
function(muster_tests name)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${name}/*.cpp)
  if(NOT sources OR NOT TARGET muster_${name})
    return()
  endif()
  add_executable(test_${name} ${sources})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(test_${name} PRIVATE muster_${name} ${ARG_DEPS} GTest::gmock_main)
  # They take as long to read as all the rest of a test.
  target_precompile_headers(test_${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}/ DISCOVERY_TIMEOUT 60)
endfunction()
