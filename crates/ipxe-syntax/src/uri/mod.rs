//! URIs as iPXE reads them.
