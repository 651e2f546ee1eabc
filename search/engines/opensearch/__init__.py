"""An engine over an OpenSearch cluster: the same answers as the embedded one, past one machine."""
