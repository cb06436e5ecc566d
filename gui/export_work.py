"""Writes answers into files as ``merlingua export`` does; runs in a process without Qt."""

from __future__ import annotations

from collections.abc import Callable

from merlingua.gui.export_model import ExportFolderError, ExportWish, WrittenExport

Progress = Callable[..., None]


def write_export(wish: ExportWish, *, progress: Progress) -> WrittenExport:
    """The whole export in its folder, or the folder as it was.

    Raises
    ------
    ExportFolderError
        If the folder holds anything but an export, or cannot be written.
    MerlinguaError
        As ``merlingua export`` tells it.
    """
    from merlingua.surveys.export_folder import ExportError
    from merlingua.surveys.export_options import ExportOptions
    from merlingua.surveys.export_run import export
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study

    progress("read", 0, 1)
    options = ExportOptions(
        study=None if wish.study_folder is None else load_study(wish.study_folder),
        study_id=wish.study_id,
        with_free_text=wish.with_free_text,
        with_simulated=wish.with_simulated,
        label_language=wish.label_language,
        for_spreadsheet=wish.for_spreadsheet,
    )
    with Store.open(wish.store, create=False, read_only=True) as store:
        try:
            report = export(
                store,
                wish.format,
                wish.folder,
                options,
                lambda n_done, n_sessions: progress("sessions", n_done, n_sessions),
            )
        except ExportError as error:
            raise ExportFolderError(str(error)) from error
    return WrittenExport(
        report.folder,
        report.n_sessions,
        report.n_simulated,
        sum(report.left_out.values()),
        tuple(report.lines()),
    )
