#pragma once
// POST .../batches: a list of devices becomes a batch, or is only checked (`dry_run=true`).

#include "api/operations.h"
#include "http/message.h"

namespace muster::api {

http::Response upload_batch(Services& services, const Call& call);

}  // namespace muster::api
