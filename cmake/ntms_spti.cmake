# Pass-through under Wine: the driver of tests/driver, 64 bits also for 32-bit programs, and what runs
# beside it.  See tests/driver/README.md and tests/support/with-bus.sh.
set(NTMS_DRIVER "${CMAKE_BINARY_DIR}/driver")
set(source "${tests}/driver")
find_program(NTMS_HOST_CC NAMES cc gcc REQUIRED)
find_program(NTMS_DRIVER_CC x86_64-w64-mingw32-gcc REQUIRED)
find_path(NTMS_DDK ntddk.h REQUIRED NO_CMAKE_FIND_ROOT_PATH NO_DEFAULT_PATH
  PATHS /usr/share/mingw-w64/include/ddk /usr/x86_64-w64-mingw32/include/ddk)

file(GLOB headers CONFIGURE_DEPENDS "${source}/*.h")
file(GLOB sources CONFIGURE_DEPENDS "${source}/*.c")
list(FILTER sources EXCLUDE REGEX "/(bridge|ready)\\.c$")
set(warnings -std=gnu11 -O2 -g -Wall -Wextra -Wshadow -Wmissing-prototypes -Wconversion
  -Wsign-conversion "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
if(NTMS_WERROR)
  list(APPEND warnings -Werror)
endif()
file(MAKE_DIRECTORY "${NTMS_DRIVER}")

# No DLL: Wine's loader takes what is linked with -shared for one.  Interrupts, if there were any, would
# use the red zone.
add_custom_command(OUTPUT "${NTMS_DRIVER}/ntmstestbus.sys" VERBATIM
  DEPENDS ${sources} ${headers} COMMENT "Building the test driver"
  COMMAND "${NTMS_DRIVER_CC}" ${warnings} -mno-red-zone -Wno-unknown-pragmas -isystem "${NTMS_DDK}"
    -nostdlib -nostartfiles -Wl,--subsystem,native -Wl,--entry,DriverEntry -Wl,--no-insert-timestamp
    -o "${NTMS_DRIVER}/ntmstestbus.sys" ${sources} -lntoskrnl -lhal -lntdll -lws2_32)
add_custom_command(OUTPUT "${NTMS_DRIVER}/ready.exe" VERBATIM
  DEPENDS "${source}/ready.c" "${source}/test_bus.h"
  COMMAND "${NTMS_DRIVER_CC}" ${warnings} -o "${NTMS_DRIVER}/ready.exe" "${source}/ready.c")
add_custom_command(OUTPUT "${NTMS_DRIVER}/bridge" VERBATIM
  DEPENDS "${source}/bridge.c" "${source}/wire.h"
  COMMAND "${NTMS_HOST_CC}" ${warnings} -pthread -o "${NTMS_DRIVER}/bridge" "${source}/bridge.c" -liscsi)
add_custom_target(spti_bus ALL DEPENDS
  "${NTMS_DRIVER}/ntmstestbus.sys" "${NTMS_DRIVER}/ready.exe" "${NTMS_DRIVER}/bridge")

# The words that run a command with the adapter, after those of with-vtl.sh.
set(NTMS_WITH_BUS "${tests}/support/with-bus.sh" "${NTMS_DRIVER}" --)

# rsm, and with it what lets a device be opened once only: see tests/support/exclusive_win32.c.
add_executable(spti_rsm EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/src/cli/main.c" "${tests}/support/exclusive_win32.c")
set_target_properties(spti_rsm PROPERTIES OUTPUT_NAME rsm RUNTIME_OUTPUT_DIRECTORY "${NTMS_DRIVER}")
target_include_directories(spti_rsm PRIVATE "${tests}")
target_link_libraries(spti_rsm PRIVATE ntms_cli)
add_dependencies(rsm spti_rsm)
add_dependencies(spti_bus spti_rsm) # which tests run

# ntms_add_spti(SOURCE): run the test tests/tgt/test_<name>.c or .sh a second time, as spti_tgt_<name>, with the
# library as a device of Windows, which is found by itself (tests/tgt/devices.h).
function(ntms_add_spti source)
  get_filename_component(file "${source}" NAME_WE)
  string(REGEX REPLACE "^test_" "" name "${file}")
  if(source MATCHES "\\.sh$")
    set(command "${source}" ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:spti_rsm>)
  else()
    set(command ${run_test} $<TARGET_FILE:tgt_${name}>)
    add_dependencies(tgt_${name} spti_bus)
  endif()
  add_test(NAME spti_tgt_${name} COMMAND "${tests}/support/with-vtl.sh" -d "${CMAKE_BINARY_DIR}/vtl/spti_tgt_${name}"
    -l "${tests}/tgt/${file}.vtl" -- ${NTMS_WITH_BUS} ${command})
  ntms_test_properties(spti_tgt_${name} spti NTMS_TEST_DEVICES=auto)
endfunction()
