# Flags that hold for every target: warnings are errors, sanitizers on request, ccache where it is installed.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_library(muster_flags INTERFACE)
target_include_directories(muster_flags INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(muster_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                       -Wno-sign-conversion -Werror)
# Members that a designated initializer leaves out have their defaults.
target_compile_options(muster_flags INTERFACE -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside std::string and coroutine frames, where there is nothing to mend
  # (GCC bugs 105329 and 105651).
  target_compile_options(muster_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized
                         -Wno-stringop-overflow -Wno-array-bounds -Wno-dangling-pointer
                         -fpch-preprocess)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 sorts stably with what it deprecates itself. GCC goes on looking at ours.
  target_compile_options(muster_flags INTERFACE -Wno-deprecated-declarations)
endif()
if(MUSTER_SANITIZE)
  target_compile_options(muster_flags INTERFACE -fsanitize=${MUSTER_SANITIZE}
                         -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(muster_flags INTERFACE -fsanitize=${MUSTER_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Instrumented, GCC 12 loses sight of the operator new of Asio's coroutine frames.
    target_compile_options(muster_flags INTERFACE -Wno-mismatched-new-delete)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND MUSTER_SANITIZE MATCHES "thread")
    # Boost.Asio uses fences that TSan does not model; its own lock hides nothing of ours.
    target_compile_options(muster_flags INTERFACE -Wno-tsan)
  endif()
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # With precompiled headers ccache has to be told what it may overlook (its manual, "Precompiled
  # headers").
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
# All symbols are looked up at the start, so that their table can be read-only from then on.
add_link_options(-Wl,-z,relro,-z,now)
