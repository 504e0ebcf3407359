#pragma once
// /device/v1: what devices themselves call (docs/device.md). One file each.

#include "api/operations.h"

namespace muster::api::device {

void add_discovery(Operations& operations);      ///< POST /device/v1/discover
void add_tpm_challenge(Operations& operations);  ///< POST /device/v1/tpm-challenge
void add_enrolment(Operations& operations);      ///< POST /device/v1/enrol
void add_check_in(Operations& operations);       ///< POST /device/v1/check-in

}  // namespace muster::api::device
