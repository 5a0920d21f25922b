"""Channels: the client's end of a connection."""

import json

import grpc

MAX_MESSAGE_BYTES = 64 * 2**20

_RETRY_UNAVAILABLE = {
    "methodConfig": [
        {
            "name": [{}],
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.2s",
                "maxBackoff": "2s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ]
}


def connect(address: str) -> grpc.aio.Channel:
    """A channel to a service on this machine; calls that never reached it are tried again for about three seconds."""
    return grpc.aio.insecure_channel(
        address,
        options=[
            ("grpc.service_config", json.dumps(_RETRY_UNAVAILABLE)),
            ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
            ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
            # A fresh connection soon after a service restarts, instead of gRPC's two minutes of growing patience.
            ("grpc.max_reconnect_backoff_ms", 2000),
            ("grpc.use_local_subchannel_pool", 1),
        ],
    )
