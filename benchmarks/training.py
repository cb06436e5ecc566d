"""What training costs, against the plain way and against the machine's own limit, in one run.

    .venv/bin/python benchmarks/training.py

- a step of the autoencoder, a patch: in batches of 32 and channels last, against fp32 batches of 4 with
  channels first (the plain loop of most scripts), and against the matrix products the machine manages;
- an epoch of a head on latents that were computed once, against the same epoch through the encoder.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from merlingua.mer_models.emotion_classifier import EmotionClassifier, QuadrantHead, soft_loss
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoder, SpeechEncoder

N_MELS, PATCH_FRAMES = 128, 31
GEMM_SIZE = 2048
CLIP_FRAMES, N_CLIPS = 938, 16
GFLOP_A_STEP = 2.43
"""Forward and backward pass of one patch: 3 × the multiplications and additions of all convolutions."""


def seconds(run: Callable[[], object], n_runs: int) -> list[float]:
    """Each run's wall time; one run before them warms up."""
    run()
    taken = []
    for _ in range(n_runs):
        started_at = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started_at)
    return taken


def gemm_peak(n_runs: int) -> float:
    """GFLOP a second of the best of some fp32 matrix products."""
    left, right = torch.randn(2, GEMM_SIZE, GEMM_SIZE)
    return 2 * GEMM_SIZE**3 / 1e9 / min(seconds(lambda: left @ right, n_runs))


def step(batch_size: int, *, is_channels_last: bool) -> Callable[[], None]:
    """One step of the autoencoder."""
    torch.manual_seed(1)
    network = SpeechAutoencoder().train()
    if is_channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    patches = torch.randn(batch_size, N_MELS, PATCH_FRAMES)

    def run() -> None:
        optimiser.zero_grad(set_to_none=True)
        network.loss(patches).backward()
        optimiser.step()

    return run


def epochs() -> tuple[Callable[[], None], Callable[[], None]]:
    """(an epoch on latents, the same epoch through the frozen encoder)."""
    torch.manual_seed(1)
    encoder = SpeechEncoder().to(memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
    classifier = EmotionClassifier(encoder, QuadrantHead())
    clips = torch.randn(N_CLIPS, 1, N_MELS, CLIP_FRAMES)
    shares = torch.from_numpy(np.random.default_rng(1).dirichlet(np.ones(4), N_CLIPS).astype(np.float32))
    optimiser = torch.optim.Adam(classifier.head.parameters(), lr=1e-3)
    with torch.no_grad():
        latents = torch.cat([classifier.head.pool(encoder(clip)) for clip in clips])

    def learn(given: torch.Tensor) -> None:
        optimiser.zero_grad(set_to_none=True)
        soft_loss(classifier.head(given), shares).backward()
        optimiser.step()

    def through_the_encoder() -> None:
        with torch.no_grad():
            pooled = torch.cat([classifier.head.pool(encoder(clip)) for clip in clips])
        learn(pooled)

    return lambda: learn(latents), through_the_encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=7, help="of each; the best counts (default: 7)")
    runs = parser.parse_args().runs
    plain = min(seconds(step(4, is_channels_last=False), 4 * runs)) / 4
    ours = [each / 32 for each in seconds(step(32, is_channels_last=True), runs)]
    peak = gemm_peak(3 * runs)
    reached = GFLOP_A_STEP / min(ours)
    latents, whole = (min(seconds(epoch, runs)) for epoch in epochs())
    print(f"{torch.get_num_threads()} threads, PyTorch {torch.__version__}")
    print(
        f"autoencoder step, a patch   ours {1e3 * min(ours):.1f} ms "
        f"(median {1e3 * statistics.median(ours):.1f}), "
        f"plain loop {1e3 * plain:.1f} ms: {plain / min(ours):.2f}x  (aim: 1.25x)"
    )
    share = 100 * reached / peak
    print(f"of the GEMM peak            {reached:.0f} of {peak:.0f} GFLOP/s: {share:.0f} %  (aim: 70 %)")
    print(
        f"epoch on cached latents     {1e3 * latents:.1f} ms, through the encoder {1e3 * whole:.0f} ms: "
        f"{whole / latents:.0f}x  (aim: 20x)"
    )


if __name__ == "__main__":
    main()
